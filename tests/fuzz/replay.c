/*
 * replay.c: a fuzz target without the fuzzer. Each file of each folder named is one input.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT_BYTES = 1024 * 1024 };

static int replay_file(const char *path)
{
    uint8_t *data = malloc(MAX_INPUT_BYTES);
    FILE *f = fopen(path, "rb");
    size_t n;

    if (!f || !data)
        return -1;
    n = fread(data, 1, MAX_INPUT_BYTES, f);
    fclose(f);
    /* Exactly as large as the input, so that a sanitizer sees a byte read too far. */
    data = realloc(data, n ? n : 1);
    LLVMFuzzerTestOneInput(data, n);
    free(data);
    return 0;
}

static int replay_folder(const char *folder)
{
    struct dirent *entry;
    DIR *dir = opendir(folder);
    char path[4096];
    int n = 0;

    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (replay_file(path) < 0) {
            fprintf(stderr, "cannot read %s\n", path);
            exit(1);
        }
        n++;
    }
    if (dir)
        closedir(dir);
    return n;
}

int main(int argc, char **argv)
{
    int total = 0;

    for (int i = 1; i < argc; i++) {
        int n = replay_folder(argv[i]);

        if (n == 0) {
            fprintf(stderr, "no inputs in %s\n", argv[i]);
            return 1;
        }
        total += n;
    }
    printf("%d inputs\n", total);
    return total > 0 ? 0 : 1;
}
