/*
 * host.h: what this machine says: room on a disk, the title of a process.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Bytes that whoever is not root may still write where path is, a file or a folder. -1: not to be known. */
int64_t host_free_bytes(const char *path);

/* The command line of a process, its arguments apart by spaces; "" where there is none of the number. Returns ret. */
const char *host_process_title(int64_t pid, char *ret, size_t bytes);
