/*
 * host.h: what this machine says: room on a disk, the title of a process, whether one has gone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that whoever is not root may still write where path is, a file or a folder. -1: not to be known. */
int64_t host_free_bytes(const char *path);

/* The command line of a process, its arguments apart by spaces; "" where there is none of the number. Returns ret. */
const char *host_process_title(int64_t pid, char *ret, size_t bytes);

enum { HOST_PROCESS_BYTES = 192 };

/* This process by a name that no other ever has: the boot of the machine, the namespace of its number, its number and when it
   was started (proc(5)). "" where the machine does not say. Returns ret. */
const char *host_process_name(char ret[static HOST_PROCESS_BYTES]);

/* Has the process of that name ended? Of one in our own boot and namespace that is known; of another: false. */
bool host_process_has_ended(const char *name);
