#include "fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk.h"

/// An open file: the disk it belongs to, if any, and SQLite's own file behind it.
typedef struct file {
    sqlite3_file base;
    disk *disk;
    node *node;
    sqlite3_file *real;
} file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;

static file *of(sqlite3_file *f) { return (file *)f; }

/// What a call of a kind gets before it is passed on.
static int strike(file *f, int kind) {
    pthread_mutex_lock(&lock);
    int code = disk_strike(f->disk, kind);
    pthread_mutex_unlock(&lock);
    return code;
}

static int f_close(sqlite3_file *base) {
    file *f = of(base);
    int code = f->real->pMethods ? f->real->pMethods->xClose(f->real) : SQLITE_OK;
    pthread_mutex_lock(&lock);
    if (f->disk) {
        f->disk->open_files--;
        disk_drop_if_unused(f->disk);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

static int f_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 offset) {
    int code = strike(of(base), FV_READ);
    return code ? code : of(base)->real->pMethods->xRead(of(base)->real, bytes, size, offset);
}

// A change and its memory are one step: the power goes off between changes, never inside one.

static int f_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
    file *f = of(base);
    pthread_mutex_lock(&lock);
    int code = disk_strike(f->disk, FV_WRITE);
    if (!code) code = f->real->pMethods->xWrite(f->real, bytes, size, offset);
    if (!code && f->node) node_write(f->node, offset, bytes, (size_t)size);
    pthread_mutex_unlock(&lock);
    return code;
}

static int f_truncate(sqlite3_file *base, sqlite3_int64 size) {
    file *f = of(base);
    pthread_mutex_lock(&lock);
    int code = disk_strike(f->disk, FV_TRUNCATE);
    if (!code) code = f->real->pMethods->xTruncate(f->real, size);
    if (!code && f->node) node_truncate(f->node, size);
    pthread_mutex_unlock(&lock);
    return code;
}

static int f_sync(sqlite3_file *base, int flags) {
    file *f = of(base);
    (void)flags;
    pthread_mutex_lock(&lock);
    unsigned delay = f->disk ? f->disk->delay : 0;
    pthread_mutex_unlock(&lock);
    if (delay) usleep(delay);
    // Files of a disk are durable when it says so; the machine's own disk has nothing to do with it.
    if (!f->disk) return f->real->pMethods->xSync(f->real, flags);
    pthread_mutex_lock(&lock);
    int is_off = f->disk->is_off;
    int code = disk_strike(f->disk, FV_SYNC);
    if (!code) {
        node_sync(f->node);
        disk_synced(f->disk);
    } else if (!is_off && !f->disk->is_off) {
        node_forget(f->node);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

static int f_size(sqlite3_file *base, sqlite3_int64 *size) {
    return of(base)->real->pMethods->xFileSize(of(base)->real, size);
}
static int f_lock(sqlite3_file *base, int level) { return of(base)->real->pMethods->xLock(of(base)->real, level); }
static int f_unlock(sqlite3_file *base, int level) { return of(base)->real->pMethods->xUnlock(of(base)->real, level); }
static int f_reserved(sqlite3_file *base, int *result) {
    return of(base)->real->pMethods->xCheckReservedLock(of(base)->real, result);
}
static int f_control(sqlite3_file *base, int op, void *argument) {
    return of(base)->real->pMethods->xFileControl(of(base)->real, op, argument);
}
static int f_sector(sqlite3_file *base) { return of(base)->real->pMethods->xSectorSize(of(base)->real); }
static int f_device(sqlite3_file *base) { return of(base)->real->pMethods->xDeviceCharacteristics(of(base)->real); }
static int f_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **memory) {
    int code = strike(of(base), FV_SHM);
    return code ? code : of(base)->real->pMethods->xShmMap(of(base)->real, page, size, extend, memory);
}
static int f_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    return of(base)->real->pMethods->xShmLock(of(base)->real, offset, count, flags);
}
static void f_shm_barrier(sqlite3_file *base) { of(base)->real->pMethods->xShmBarrier(of(base)->real); }
static int f_shm_unmap(sqlite3_file *base, int remove) {
    return of(base)->real->pMethods->xShmUnmap(of(base)->real, remove);
}

static const sqlite3_io_methods methods = {
    2,         f_close,    f_read,    f_write,  f_truncate, f_sync,    f_size,     f_lock,        f_unlock,
    f_reserved, f_control, f_sector,  f_device, f_shm_map,  f_shm_lock, f_shm_barrier, f_shm_unmap, NULL, NULL,
};

/// A file that is opened for the first time: what is in it is durable.
static node *adopt(disk *d, const char *path, sqlite3_file *real) {
    node *n = node_find(d, path);
    if (n && !n->is_deleted) return n;
    if (n) node_clear(n);
    else n = node_make(d, path);
    sqlite3_int64 size = 0;
    if (real->pMethods->xFileSize(real, &size) != SQLITE_OK || size == 0) return n;
    n->durable = malloc((size_t)size);
    n->durable_size = (size_t)size;
    n->is_synced = real->pMethods->xRead(real, n->durable, (int)size, 0) == SQLITE_OK;
    return n;
}

static int v_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *base, int flags, int *out) {
    file *f = of(base);
    (void)v;
    memset(f, 0, sizeof *f);
    f->real = (sqlite3_file *)(f + 1);
    pthread_mutex_lock(&lock);
    disk *d = disk_of(name);
    int code = disk_strike(d, FV_OPEN);
    if (!code) code = real_vfs->xOpen(real_vfs, name, f->real, flags, out);
    if (!code && d) {
        f->disk = d;
        f->node = adopt(d, name, f->real);
        d->open_files++;
    }
    if (!code) f->base.pMethods = &methods;
    pthread_mutex_unlock(&lock);
    return code;
}

static int v_delete(sqlite3_vfs *v, const char *name, int sync_folder) {
    (void)v;
    pthread_mutex_lock(&lock);
    disk *d = disk_of(name);
    int code = disk_strike(d, FV_DELETE);
    if (!code) code = real_vfs->xDelete(real_vfs, name, sync_folder);
    node *n = !code && d ? node_find(d, name) : NULL;
    if (n) n->is_deleted = 1;
    pthread_mutex_unlock(&lock);
    return code;
}

int fv_install(void) {
    pthread_mutex_lock(&lock);
    int is_there = real_vfs != NULL;
    if (!is_there) {
        real_vfs = sqlite3_vfs_find(NULL);
        if (real_vfs) {
            vfs = *real_vfs;
            vfs.pNext = NULL;
            vfs.zName = "kernel-faults";
            vfs.szOsFile = (int)sizeof(file) + real_vfs->szOsFile;
            vfs.xOpen = v_open;
            vfs.xDelete = v_delete;
        }
    }
    pthread_mutex_unlock(&lock);
    if (is_there) return 0;
    return real_vfs && sqlite3_vfs_register(&vfs, 1) == SQLITE_OK ? 0 : 1;
}

int fv_disk_new(const char *prefix) {
    pthread_mutex_lock(&lock);
    int number = disk_make(prefix);
    pthread_mutex_unlock(&lock);
    return number;
}

/// Runs a statement with the disk of a number, where there is one, under the lock.
#define WITH_DISK(number, statement)      \
    do {                                  \
        pthread_mutex_lock(&lock);        \
        disk *d = disk_at(number);        \
        if (d) { statement; }             \
        pthread_mutex_unlock(&lock);      \
    } while (0)

void fv_disk_free(int number) { WITH_DISK(number, d->is_given_up = 1; disk_drop_if_unused(d)); }

void fv_fail(int number, int kinds, long nth, long times, int full) {
    WITH_DISK(number, d->kinds = kinds; d->nth = nth; d->times = times; d->is_full = full; d->calls = 0; d->failed = 0);
}

void fv_heal(int number) { WITH_DISK(number, d->nth = 0); }

long fv_calls(int number) { long r = 0; WITH_DISK(number, r = d->calls); return r; }
long fv_failed(int number) { long r = 0; WITH_DISK(number, r = d->failed); return r; }
long fv_syncs(int number) { long r = 0; WITH_DISK(number, r = d->syncs); return r; }
long fv_changes(int number) { long r = 0; WITH_DISK(number, r = d->changes); return r; }
int fv_is_off(int number) { int r = 0; WITH_DISK(number, r = d->is_off); return r; }
int fv_knows(int number, const char *path) { int r = 0; WITH_DISK(number, r = node_find(d, path) != NULL); return r; }
void fv_delay_sync(int number, unsigned microseconds) { WITH_DISK(number, d->delay = microseconds); }
void fv_power_off_at(int number, long change) { WITH_DISK(number, d->off_at = d->changes + change); }

static int leave(const disk *d, const char *target, int keep, uint64_t seed) {
    for (const node *n = d->nodes; n; n = n->next) {
        char path[4096];
        snprintf(path, sizeof path, "%s%s", target, n->path + strlen(d->prefix));
        if (node_leave(n, path, keep, &seed) != 0) return 1;
    }
    return 0;
}

int fv_leave(int number, const char *target, int keep, uint64_t seed) {
    int r = 1;
    WITH_DISK(number, r = leave(d, target, keep, seed));
    return r;
}
