#include "disk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault_vfs.h"

enum { DISKS = 512, SECTOR = 512 };
static disk disks[DISKS];

disk *disk_at(int number) {
    return number >= 1 && number <= DISKS && disks[number - 1].is_used ? &disks[number - 1] : NULL;
}

disk *disk_of(const char *path) {
    for (int i = 0; path && i < DISKS; i++) {
        disk *d = &disks[i];
        if (d->is_used && !d->is_given_up && strncmp(path, d->prefix, strlen(d->prefix)) == 0) return d;
    }
    return NULL;
}

int disk_make(const char *prefix) {
    for (int i = 0; i < DISKS; i++) {
        if (disks[i].is_used) continue;
        memset(&disks[i], 0, sizeof disks[i]);
        disks[i].is_used = 1;
        disks[i].prefix = strdup(prefix);
        return i + 1;
    }
    return 0;
}

void disk_drop_if_unused(disk *d) {
    if (!d->is_given_up || d->open_files > 0) return;
    while (d->nodes) {
        node *n = d->nodes;
        d->nodes = n->next;
        node_clear(n);
        free(n->path);
        free(n);
    }
    free(d->prefix);
    d->is_used = 0;
}

static int failure(int kind) {
    switch (kind) {
    case FV_READ: return SQLITE_IOERR_READ;
    case FV_WRITE: return SQLITE_IOERR_WRITE;
    case FV_SYNC: return SQLITE_IOERR_FSYNC;
    case FV_TRUNCATE: return SQLITE_IOERR_TRUNCATE;
    case FV_SHM: return SQLITE_IOERR_SHMMAP;
    case FV_OPEN: return SQLITE_CANTOPEN;
    default: return SQLITE_IOERR_DELETE;
    }
}

int disk_strike(disk *d, int kind) {
    if (d == NULL) return SQLITE_OK;
    if (!d->is_off && (kind & (FV_WRITE | FV_SYNC | FV_TRUNCATE | FV_DELETE))) {
        d->changes++;
        if (d->off_at > 0 && d->changes >= d->off_at) d->is_off = 1;
    }
    if (d->is_off) return failure(kind);
    if (!(d->kinds & kind)) return SQLITE_OK;
    d->calls++;
    if (d->nth == 0 || d->calls < d->nth || (d->times > 0 && d->calls >= d->nth + d->times)) return SQLITE_OK;
    d->failed++;
    return d->is_full ? SQLITE_FULL : failure(kind);
}

node *node_find(disk *d, const char *path) {
    for (node *n = d->nodes; n; n = n->next) {
        if (strcmp(n->path, path) == 0) return n;
    }
    return NULL;
}

node *node_make(disk *d, const char *path) {
    node *n = calloc(1, sizeof *n);
    n->path = strdup(path);
    n->last = &n->first;
    n->next = d->nodes;
    d->nodes = n;
    return n;
}

void node_forget(node *n) {
    while (n->first) {
        change *c = n->first;
        n->first = c->next;
        free(c->bytes);
        free(c);
    }
    n->last = &n->first;
}

void node_clear(node *n) {
    node_forget(n);
    free(n->durable);
    n->durable = NULL;
    n->durable_size = 0;
    n->is_synced = 0;
    n->is_deleted = 0;
    n->is_gone = 0;
}

static void add(node *n, int is_truncation, int64_t offset, const void *bytes, size_t size) {
    change *c = calloc(1, sizeof *c);
    c->is_truncation = is_truncation;
    c->offset = offset;
    c->size = size;
    if (size > 0) {
        c->bytes = malloc(size);
        memcpy(c->bytes, bytes, size);
    }
    *n->last = c;
    n->last = &c->next;
}

void node_write(node *n, int64_t offset, const void *bytes, size_t size) { add(n, 0, offset, bytes, size); }

void node_truncate(node *n, int64_t size) { add(n, 1, size, NULL, 0); }

static void put(uint8_t **content, size_t *size, size_t offset, const uint8_t *bytes, size_t count) {
    if (offset + count > *size) {
        *content = realloc(*content, offset + count);
        memset(*content + *size, 0, offset + count - *size);
        *size = offset + count;
    }
    memcpy(*content + offset, bytes, count);
}

static void apply(const change *c, uint8_t **content, size_t *size) {
    if (!c->is_truncation) {
        put(content, size, (size_t)c->offset, c->bytes, c->size);
    } else if ((size_t)c->offset < *size) {
        *size = (size_t)c->offset;
    }
}

void node_sync(node *n) {
    for (const change *c = n->first; c; c = c->next) apply(c, &n->durable, &n->durable_size);
    node_forget(n);
    n->is_synced = 1;
}

void disk_synced(disk *d) {
    d->syncs++;
    for (node *n = d->nodes; n; n = n->next) n->is_gone = n->is_deleted;
}

uint64_t disk_random(uint64_t *seed) {
    *seed += 0x9e3779b97f4a7c15;
    uint64_t mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

/// Applies the sectors of a write that chance keeps.
static void apply_any(const change *c, uint8_t **content, size_t *size, uint64_t *seed) {
    if (c->is_truncation) {
        if (disk_random(seed) % 2) apply(c, content, size);
        return;
    }
    for (size_t done = 0; done < c->size;) {
        size_t at = (size_t)c->offset + done;
        size_t step = SECTOR - at % SECTOR;
        if (step > c->size - done) step = c->size - done;
        if (disk_random(seed) % 2) put(content, size, at, c->bytes + done, step);
        done += step;
    }
}

int node_leave(const node *n, const char *path, int keep, uint64_t *seed) {
    // The name of a file that was never synced, and its removal, may not have reached the disk.
    if (!n->is_synced && keep != FV_KEEP_ALL && disk_random(seed) % 2) return 0;
    if (n->is_gone || (n->is_deleted && (keep == FV_KEEP_ALL || disk_random(seed) % 2))) return 0;
    size_t size = n->durable_size, count = 0;
    uint8_t *content = malloc(size + 1);
    if (size > 0) memcpy(content, n->durable, size);
    for (const change *c = n->first; c; c = c->next) count++;
    size_t whole = keep == FV_KEEP_ALL ? count : keep == FV_KEEP_FIRST && count > 0 ? disk_random(seed) % (count + 1) : 0;
    size_t index = 0;
    for (const change *c = n->first; c; c = c->next, index++) {
        if (index < whole) apply(c, &content, &size);
        // The write at which the power went is torn.
        else if (keep == FV_KEEP_ANY || (keep == FV_KEEP_FIRST && index == whole)) apply_any(c, &content, &size, seed);
    }
    FILE *file = fopen(path, "wb");
    int is_written = file != NULL && (size == 0 || fwrite(content, 1, size, file) == size);
    if (file != NULL && fclose(file) != 0) is_written = 0;
    free(content);
    return is_written ? 0 : 1;
}
