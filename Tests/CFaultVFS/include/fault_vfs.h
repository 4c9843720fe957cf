// A file system for SQLite that fails and forgets as it is told; tests only.
//
// It passes every call on to SQLite's own file system. Files whose path begins with the prefix of a disk belong to that
// disk: their calls are counted, fail at the number asked for, and are remembered as durable or not, so that the power
// can go off. What a crash would leave is then written elsewhere: for each file its content at the last successful sync,
// and of what was written later nothing, everything, the first part, or any sectors of 512 bytes.
//
// The removal of a file is durable with the next sync of any file: the product syncs its folders itself, which is not
// seen here.
//
// A sync that fails forgets what it should have made durable, as Linux does: a later sync does not bring it back.
//
// Thread-safe. Disks are numbers from 1; 0 is none.
#ifndef FAULT_VFS_H
#define FAULT_VFS_H

#include <stdint.h>

enum {
    FV_READ = 1,
    FV_WRITE = 2,
    FV_SYNC = 4,
    FV_TRUNCATE = 8,
    FV_SHM = 16,
    FV_OPEN = 32,
    FV_DELETE = 64,
};

enum {
    FV_KEEP_NOTHING = 0,
    FV_KEEP_ALL = 1,
    FV_KEEP_FIRST = 2,
    FV_KEEP_ANY = 3,
};

/// Makes it SQLite's default file system; 0 when that worked. Twice is once.
int fv_install(void);

/// A disk for the files below a path; 0 when there is no room for one more.
int fv_disk_new(const char *prefix);

/// Gives a disk up; files that are open go on without it.
void fv_disk_free(int disk);

/// Counts calls of these kinds from 1, and fails `times` of them from `nth` on (0: all). `full` makes them SQLITE_FULL.
void fv_fail(int disk, int kinds, long nth, long times, int full);

/// Everything works again; calls of the kinds last asked for are counted on.
void fv_heal(int disk);

/// Calls of the kinds last asked for, since then.
long fv_calls(int disk);

/// Calls that were failed since `fv_fail`.
long fv_failed(int disk);

/// Successful syncs.
long fv_syncs(int disk);

/// Writes, syncs, truncations and deletions so far.
long fv_changes(int disk);

/// Every sync takes so much longer.
void fv_delay_sync(int disk, unsigned microseconds);

/// The power goes off with the so many-th change from now: it and everything after it fails.
void fv_power_off_at(int disk, long change);

/// Whether the power is off.
int fv_is_off(int disk);

/// Whether a file was opened on the disk.
int fv_knows(int disk, const char *path);

/// Writes what a crash leaves below another path, whose folders are there; 0 when that worked.
int fv_leave(int disk, const char *target, int keep, uint64_t seed);

#endif
