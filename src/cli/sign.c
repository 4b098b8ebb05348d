#include "sign.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "approval.h"
#include "child.h"

enum { SIGN_DEADLINE_MS = 10 * 60 * 1000 };

/* The public key in FILE.pub, or in FILE where that is its name. */
static int read_public(struct arena *a, const char *file, struct ssh_key *ret, const char **ret_file, struct err *e)
{
    size_t n = strlen(file);
    bool public = n > 4 && strcmp(file + n - 4, ".pub") == 0;
    const char *private = public ? arena_strndup(a, file, n - 4) : file;
    struct buf text = BUF_INIT(SSH_KEY_MAX_BYTES + 1);
    char *line;
    int rc;

    rc = child_read(public ? file : arena_printf(a, "%s.pub", file), SSH_KEY_MAX_BYTES, &text, e);
    line = arena_strdup(a, buf_cstr(&text));
    buf_clear(&text);
    if (rc < 0)
        return -1;
    line[strcspn(line, "\r\n")] = '\0';
    *ret_file = access(private, F_OK) == 0 ? private : file;
    return ssh_key_parse(a, line, ret, e);
}

/* 0: a key of one of the people. 1: nobody's. */
static int try_file(struct arena *a, const struct project *p, const char *file, const struct person *person,
                    struct signer *ret, struct err *e)
{
    const struct person *whose;
    struct ssh_key key;

    if (read_public(a, file, &key, &ret->file, e) < 0)
        return -1;
    whose = project_key(p, key.fingerprint);
    if (!whose || (person && whose != person))
        return 1;
    ret->person = whose;
    ret->fingerprint = arena_strdup(a, key.fingerprint);
    return 0;
}

static int none_found(const struct person *person, struct err *e)
{
    err_set(e, ERR_NOT_FOUND, "no key in ~/.ssh is one of %s in the project file", person ? person->name : "somebody's");
    return err_hint(e, "--key FILE names one; or print the payload (--print), and sign it elsewhere");
}

int sign_find(struct arena *a, const struct project *p, const char *file, const struct person *person,
              struct signer *ret, struct err *e)
{
    const char *home = getenv("HOME");
    glob_t found;
    int rc = 1;

    if (file) {
        rc = try_file(a, p, file, person, ret, e);
        return rc > 0 ? err_set(e, ERR_USAGE, "the key %s is not one of %s in the project file", file,
                                person ? person->name : "anybody's") : rc;
    }
    if (!home || glob(arena_printf(a, "%s/.ssh/*.pub", home), 0, NULL, &found) != 0)
        return none_found(person, e);
    for (size_t i = 0; rc != 0 && i < found.gl_pathc; i++)
        rc = try_file(a, p, found.gl_pathv[i], person, ret, e);
    globfree(&found);
    return rc == 0 ? 0 : none_found(person, e);
}

static int sign_in(struct arena *a, const struct child_folder *f, const struct signer *s, const char *text,
                   const char **ret, struct err *e)
{
    struct buf out = BUF_INIT(64 * 1024), signature = BUF_INIT(64 * 1024);
    const char *payload;
    int status = 0, rc;

    if (child_folder_write(f, a, "payload", text, &payload, e) < 0)
        return -1;
    {
        const char *const argv[] = {"ssh-keygen", "-Y", "sign", "-f", s->file, "-n", APPROVAL_NAMESPACE, payload, NULL};
        const struct child child = {.argv = argv, .deadline_ms = SIGN_DEADLINE_MS};

        rc = child_run(&child, &status, &out, e);
    }
    if (rc == 0 && status != 0)
        rc = err_set(e, ERR_IO, "ssh-keygen did not sign: %.1000s", buf_cstr(&out));
    if (rc == 0)
        rc = child_read(arena_printf(a, "%s.sig", payload), 32 * 1024, &signature, e);
    *ret = arena_strdup(a, buf_cstr(&signature));
    buf_clear(&out);
    buf_clear(&signature);
    return rc;
}

int sign_text(struct arena *a, const struct signer *s, const char *text, const char **ret, struct err *e)
{
    struct child_folder folder = {0};
    int rc = child_folder_make(&folder, e);

    if (rc == 0)
        rc = sign_in(a, &folder, s, text, ret, e);
    child_folder_remove(&folder);
    return rc;
}
