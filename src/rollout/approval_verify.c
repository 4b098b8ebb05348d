/*
 * approval_verify.c: is a signature a person's? ssh-keygen says so, as it does for git.
 */
#include "approval.h"

#include <string.h>

#include "child.h"

enum { VERIFY_DEADLINE_MS = 60 * 1000 };

static const char *allowed_signers(struct arena *a, const struct person *p)
{
    const char *text = "";

    for (size_t i = 0; i < p->n_keys; i++)
        text = arena_printf(a, "%s%s namespaces=\"" APPROVAL_NAMESPACE "\" %s %s\n", text, p->name, p->keys[i].type,
                            p->keys[i].blob);
    return text;
}

static int run_verify(struct arena *a, const struct child_folder *f, const struct person *p, const struct approval *x,
                      int *ret_status, struct err *e)
{
    struct buf out = BUF_INIT(64 * 1024);
    const char *signers, *signature, *payload;
    int rc;

    if (child_folder_write(f, a, "allowed_signers", allowed_signers(a, p), &signers, e) < 0 ||
        child_folder_write(f, a, "signature", x->signature, &signature, e) < 0 ||
        child_folder_write(f, a, "payload", x->payload, &payload, e) < 0)
        return -1;
    {
        const char *const argv[] = {"ssh-keygen", "-Y", "verify", "-f", signers, "-I", p->name, "-n", APPROVAL_NAMESPACE,
                                    "-s", signature, NULL};
        const struct child child = {.argv = argv, .input = payload, .deadline_ms = VERIFY_DEADLINE_MS};

        rc = child_run(&child, ret_status, &out, e);
    }
    buf_clear(&out);
    return rc < 0 ? err_hint(e, "install OpenSSH's client (8.1 or later): signatures are checked by ssh-keygen") : 0;
}

/* The key must be one of the person's before anything else is asked: what ssh-keygen is given is that person's alone. */
static const char *foreign_key(struct rollout *ro, const struct person *p, const struct approval *x)
{
    char fingerprint[SSH_FINGERPRINT_LEN + 1];
    struct err e;

    if (ssh_signature_key(x->signature, fingerprint, &e) < 0)
        return "what stands for its signature is none";
    if (!x->key || strcmp(fingerprint, x->key) != 0)
        return "it was signed with another key than it says";
    for (size_t i = 0; i < p->n_keys; i++)
        if (strcmp(p->keys[i].fingerprint, fingerprint) == 0)
            return NULL;
    return arena_printf(ro->arena, "key %s is not one of %s's in the project file", fingerprint, p->name);
}

int approval_verify(struct rollout *ro, const struct approval *a, const char **ret_why, struct err *e)
{
    const struct person *p = project_person(ro->project, a->person);
    struct child_folder folder = {0};
    int rc, status = 1;

    *ret_why = p ? foreign_key(ro, p, a) : "the project file does not know the person";
    if (*ret_why)
        return 1;
    rc = child_folder_make(&folder, e);
    if (rc == 0)
        rc = run_verify(ro->arena, &folder, p, a, &status, e);
    child_folder_remove(&folder);
    if (rc < 0)
        return -1;
    *ret_why = status == 0 ? NULL : "its signature is not good";
    return status == 0 ? 0 : 1;
}
