// What a disk remembers; disk.c keeps it, fault_vfs.c asks. Every function is called with the lock held.
#ifndef DISK_H
#define DISK_H

#include <stddef.h>
#include <stdint.h>

/// A write or a truncation that no sync has made durable.
typedef struct change {
    struct change *next;
    int is_truncation;
    int64_t offset;
    size_t size;
    uint8_t *bytes;
} change;

/// A file by its path, whether it is open or not.
typedef struct node {
    struct node *next;
    char *path;
    uint8_t *durable;
    size_t durable_size;
    int is_synced;
    int is_deleted;
    /// Deleted, and the folder knows it: a later sync took it along.
    int is_gone;
    change *first;
    change **last;
} node;

typedef struct disk {
    int is_used;
    int is_given_up;
    int open_files;
    char *prefix;
    node *nodes;
    int kinds;
    long nth, times, calls, failed;
    int is_full;
    long syncs, changes, off_at;
    int is_off;
    unsigned delay;
} disk;

disk *disk_at(int number);
disk *disk_of(const char *path);
int disk_make(const char *prefix);
void disk_drop_if_unused(disk *d);
int disk_strike(disk *d, int kind);
void disk_synced(disk *d);

node *node_find(disk *d, const char *path);
node *node_make(disk *d, const char *path);
void node_clear(node *n);
void node_write(node *n, int64_t offset, const void *bytes, size_t size);
void node_truncate(node *n, int64_t size);
void node_sync(node *n);
void node_forget(node *n);
int node_leave(const node *n, const char *path, int keep, uint64_t *seed);
uint64_t disk_random(uint64_t *seed);

#endif
