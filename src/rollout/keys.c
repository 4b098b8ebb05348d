#include "keys.h"

#include <inttypes.h>
#include <string.h>

#include "csv.h"
#include "json.h"
#include "text.h"

enum { PIECE_ROWS = 1000, JSON_MAX_ROWS = 1000000 };

struct keys_file {
    struct csv_reader *csv;
    const char *path;
    size_t n_fields, *field; /* field[i] is the file's field of key column i */
    struct rollout *ro;
};

/* The header must name every column of the key; other columns of the file are passed over. */
static int read_header(struct keys_file *f, struct err *e)
{
    struct arena *a = f->ro->arena;
    char **fields;
    int rc = csv_next(f->csv, &fields, &f->n_fields, e);

    if (rc != 0)
        return rc < 0 ? -1 : err_set(e, ERR_USAGE, "\"%s\" is empty: its first line must name the key's columns", f->path);
    f->field = arena_new_array(a, size_t, f->ro->n_key);
    for (size_t k = 0; k < f->ro->n_key; k++) {
        size_t i = 0;

        while (i < f->n_fields && (!fields[i] || strcmp(fields[i], f->ro->key[k]->name) != 0))
            i++;
        if (i == f->n_fields)
            return err_set(e, ERR_USAGE, "%s:1: the header does not name the key column \"%s\"", f->path,
                           f->ro->key[k]->name);
        f->field[k] = i;
    }
    return 0;
}

static int open_file(struct keys_file *f, struct rollout *ro, const char *path, struct err *e)
{
    *f = (struct keys_file){.path = path, .ro = ro};
    if (csv_open(path, &f->csv, e) < 0)
        return -1;
    if (read_header(f, e) < 0) {
        csv_close(f->csv);
        return -1;
    }
    return 0;
}

/* Would a column with the affinity of a number turn the text into one? */
static bool is_number(const char *s)
{
    static const char blanks[] = " \t\n\v\f\r", digits[] = "0123456789";
    size_t n, fraction;

    s += strspn(s, blanks);
    s += *s == '-' || *s == '+';
    n = strspn(s, digits);
    s += n;
    if (*s == '.') {
        fraction = strspn(++s, digits);
        n += fraction;
        s += fraction;
    }
    if (n > 0 && (*s == 'e' || *s == 'E')) {
        s += 1 + (s[1] == '-' || s[1] == '+');
        n = strspn(s, digits);
        s += n;
    }
    return n > 0 && s[strspn(s, blanks)] == '\0';
}

/* PostgreSQL refuses a text that is not of the column's type. SQLite finds no row by it, and says nothing. */
static int check_type(struct keys_file *f, size_t k, const char *text, struct err *e)
{
    const struct column_info *c = f->ro->key[k];

    if (db_engine(f->ro->db) != SQL_ENGINE_SQLITE || (strcmp(c->cast, "INTEGER") != 0 && strcmp(c->cast, "REAL") != 0) ||
        is_number(text))
        return 0;
    if (plan_is_masked(f->ro->plan, c->name))
        text = "(masked)";
    err_set(e, ERR_USAGE, "%s:%d: a key does not fit: \"%.80s\" is no number", f->path, csv_line(f->csv), text);
    return err_hint(e, "the key column \"%s\" is %s", c->name, c->type);
}

/* One record as a JSON array. 1: end of the file. */
static int next_key(struct keys_file *f, struct json *j, struct err *e)
{
    char **fields;
    size_t n;
    int rc = csv_next(f->csv, &fields, &n, e);

    if (rc != 0)
        return rc;
    if (n != f->n_fields)
        return err_set(e, ERR_USAGE, "%s:%d: %zu fields, the header has %zu", f->path, csv_line(f->csv), n, f->n_fields);
    json_array(j);
    for (size_t k = 0; k < f->ro->n_key; k++) {
        if (!fields[f->field[k]])
            return err_set(e, ERR_USAGE, "%s:%d: the key column \"%s\" is empty", f->path, csv_line(f->csv),
                           f->ro->key[k]->name);
        if (check_type(f, k, fields[f->field[k]], e) < 0)
            return -1;
        json_text(j, fields[f->field[k]]);
    }
    json_array_end(j);
    return 0;
}

static int load_piece(struct rollout *ro, const struct buf *piece, struct err *e)
{
    const char *param = buf_cstr(piece);
    int rc;

    if (db_savepoint(ro->db, e) < 0)
        return -1;
    rc = db_run(ro->db, SQL_SCOPE_KEYS_LOAD, ro->args, 1, &param, NULL, e);
    if (rc < 0)
        db_savepoint_rollback(ro->db);
    return rc;
}

static int bad_key(struct keys_file *f, int from_line, int to_line, struct err *e)
{
    struct err cause = *e;

    err_set(e, ERR_USAGE, "%s:%d: a key does not fit: %.800s", f->path, from_line, cause.text);
    if (to_line > from_line)
        err_set(e, ERR_USAGE, "%s: a key in lines %d to %d does not fit: %.800s", f->path, from_line, to_line, cause.text);
    return err_hint(e, "the key is %s", f->ro->key[0]->type);
}

static int load_all(struct keys_file *f, struct err *e)
{
    struct buf piece = BUF_INIT(BUF_MAX_DEFAULT);
    int rc = 0, loaded = 0;

    while (rc == 0) {
        struct json j;
        int rows = 0, first_line = 0;

        buf_reset(&piece);
        json_init(&j, &piece, false);
        json_array(&j);
        while (rows < PIECE_ROWS && (rc = next_key(f, &j, e)) == 0)
            if (rows++ == 0)
                first_line = csv_line(f->csv);
        json_array_end(&j);
        if (rc >= 0 && rows > 0 && load_piece(f->ro, &piece, e) < 0)
            rc = err_is_transient(e) ? -1 : bad_key(f, first_line, csv_line(f->csv), e);
        loaded += rows;
    }
    buf_clear(&piece);
    return rc < 0 ? -1 : loaded;
}

int keys_load(struct rollout *ro, const char *path, struct keys_count *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct keys_file f;
    int loaded;

    if (open_file(&f, ro, path, e) < 0)
        return -1;
    loaded = db_run(ro->db, SQL_SCOPE_KEYS_TABLE, ro->args, 0, NULL, NULL, e) < 0 ? -1 : load_all(&f, e);
    csv_close(f.csv);
    if (loaded < 0 || db_run(ro->db, SQL_SCOPE_KEYS_STRANGERS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = (struct keys_count){db_int(r, 0, 0), db_int(r, 0, 1), db_int(r, 0, 2)};
    return 0;
}

int keys_drop(struct rollout *ro, struct err *e)
{
    return sql_exists(db_engine(ro->db), SQL_SCOPE_CLEANUP) ? db_script(ro->db, SQL_SCOPE_CLEANUP, ro->args, e) : 0;
}

int keys_json(struct rollout *ro, const char *path, const char **ret, struct err *e)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct keys_file f;
    struct json j;
    int rc = 0, rows = 0;

    if (open_file(&f, ro, path, e) < 0)
        return -1;
    json_init(&j, &out, false);
    json_array(&j);
    while ((rc = next_key(&f, &j, e)) == 0 && ++rows <= JSON_MAX_ROWS)
        ;
    json_array_end(&j);
    csv_close(f.csv);
    if (rc == 0 || (rc > 0 && buf_overflowed(&out)))
        rc = err_set(e, ERR_USAGE, "\"%s\" has more than %d keys: roll back without --keys, or in pieces", path,
                     JSON_MAX_ROWS);
    if (rc > 0)
        *ret = arena_strndup(ro->arena, buf_cstr(&out), out.len);
    buf_clear(&out);
    return rc < 0 ? -1 : 0;
}
