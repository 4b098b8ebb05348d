#include "progress.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "clock.h"
#include "text.h"

enum { BAR_MIN = 8, BAR_MAX = 30, MINUTES_MS = 5 * 60 * 1000, DAY_AWAY_MS = 20 * 3600 * 1000 };

struct progress {
    const struct terminal *terminal;
    bool quiet;
    int64_t (*now_ms)(void);
    int64_t drawn_ms; /* when the last block or line was written; negative: never */
    struct buf block; /* what stands on the terminal now; empty: nothing */
};

struct progress *progress_new(const struct terminal *t, bool quiet)
{
    struct progress *p = xcalloc(1, sizeof(*p));

    p->terminal = t;
    p->quiet = quiet;
    p->now_ms = clock_ms;
    p->drawn_ms = -1;
    return p;
}

void progress_set_clock(struct progress *p, int64_t (*now_ms)(void))
{
    p->now_ms = now_ms ? now_ms : clock_ms;
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    progress_clear(p);
    buf_clear(&p->block);
    free(p);
}

static double share_done(const struct progress_state *s)
{
    double share = s->total > 0 ? (double) s->done / (double) s->total : 0;

    return share < 0 ? 0 : share > 1 ? 1 : share;
}

static void bar(struct buf *out, const struct terminal *t, double share, int columns)
{
    int full = (int) (share * columns);

    buf_str(out, terminal_on(t, STYLE_RUN));
    for (int i = 0; i < columns; i++)
        buf_str(out, i < full ? t->utf8 ? "█" : "#" : t->utf8 ? "░" : ".");
    buf_str(out, terminal_off(t, STYLE_RUN));
}

static void hour_of(char ret[32], int64_t ahead_ms, bool with_day)
{
    time_t at = time(NULL) + ahead_ms / 1000;
    struct tm tm;

    localtime_r(&at, &tm);
    if (with_day)
        strftime(ret, 32, "%a %H:%M", &tm);
    else
        strftime(ret, 32, "%H:%M", &tm);
}

/* ", ends 14:32 to 14:41" of the clock on the wall here, where that is more than some minutes away. */
static void ends(struct buf *out, const struct progress_state *s)
{
    bool day = s->eta_high_ms > DAY_AWAY_MS;
    char low[32], high[32];

    if (s->eta_high_ms < MINUTES_MS)
        return;
    hour_of(low, s->eta_low_ms, day);
    hour_of(high, s->eta_high_ms, day);
    buf_printf(out, ", ends %s%s%s", low, strcmp(low, high) == 0 ? "" : " to ", strcmp(low, high) == 0 ? "" : high);
}

/* "62 %  12,000 of 20,000  3,100 rows/s  38s to 46s left" */
static void figures(struct buf *out, const struct progress_state *s)
{
    char done[32], total[32], range[80];

    if (s->total > 0)
        buf_printf(out, "%3.0f %%  %s of %s", 100 * share_done(s), text_count(s->done, done),
                   text_count(s->total, total));
    else
        buf_printf(out, "%s rows", text_count(s->done, done));
    if (s->rows_per_s > 0)
        buf_printf(out, "  %s rows/s", text_count((int64_t) (s->rows_per_s + 0.5), done));
    if (s->eta_high_ms < 0)
        return;
    buf_printf(out, "  %s left", text_duration_range(s->eta_low_ms, s->eta_high_ms, range));
    ends(out, s);
}

static void second_line(struct buf *out, const struct terminal *t, const char *label, const char *text, int columns)
{
    struct buf line = BUF_INIT(0);

    if (!text)
        return;
    buf_printf(&line, "  %s%s", label, text);
    terminal_text(out, t, buf_cstr(&line), columns);
    buf_char(out, '\n');
    buf_clear(&line);
}

void progress_block(struct buf *out, const struct terminal *t, const struct progress_state *s, int columns)
{
    struct buf name = BUF_INIT(0), numbers = BUF_INIT(0);
    int width;

    terminal_text(&name, t, s->stage ? s->stage : "", columns / 3);
    figures(&numbers, s);
    /* The name, two spaces, the bar, two spaces, the figures: the bar takes what is left, or goes. */
    width = columns - text_width(buf_cstr(&name)) - text_width(buf_cstr(&numbers)) - 4;
    if (width >= BAR_MIN && s->total > 0) {
        terminal_styled(out, t, STYLE_BOLD, buf_cstr(&name));
        buf_str(out, "  ");
        bar(out, t, share_done(s), width < BAR_MAX ? width : BAR_MAX);
        buf_printf(out, "  %s\n", buf_cstr(&numbers));
    } else {
        buf_printf(&name, "  %s", buf_cstr(&numbers));
        terminal_text(out, t, buf_cstr(&name), columns);
        buf_char(out, '\n');
    }
    second_line(out, t, "", s->outcomes, columns);
    buf_str(out, s->throttle ? terminal_on(t, STYLE_WARN) : "");
    second_line(out, t, "slowed by ", s->throttle, columns);
    buf_str(out, s->throttle ? terminal_off(t, STYLE_WARN) : "");
    buf_clear(&name);
    buf_clear(&numbers);
}

/* A logfmt pair with a quoted value: quotes and backslashes are escaped, hidden characters visible. */
static void pair(struct buf *out, const char *key, const char *value)
{
    struct buf shown = BUF_INIT(0);

    text_visible(&shown, value, strlen(value), 0);
    buf_printf(out, " %s=\"", key);
    for (const char *c = buf_cstr(&shown); *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_char(out, '\\');
        buf_char(out, *c);
    }
    buf_char(out, '"');
    buf_clear(&shown);
}

void progress_line(struct buf *out, const struct progress_state *s)
{
    buf_str(out, "progress");
    pair(out, "stage", s->stage ? s->stage : "");
    buf_printf(out, " done=%lld", (long long) s->done);
    if (s->total > 0)
        buf_printf(out, " total=%lld percent=%.1f", (long long) s->total, 100 * share_done(s));
    if (s->rows_per_s > 0)
        buf_printf(out, " rows_per_s=%.0f", s->rows_per_s);
    if (s->eta_high_ms >= 0)
        buf_printf(out, " eta_low_s=%lld eta_high_s=%lld", (long long) (s->eta_low_ms + 500) / 1000,
                   (long long) (s->eta_high_ms + 500) / 1000);
    if (s->outcomes)
        pair(out, "outcomes", s->outcomes);
    if (s->throttle)
        pair(out, "slowed_by", s->throttle);
    buf_char(out, '\n');
}

/* Columns of a line of the block, without its escape sequences. */
static int shown_width(const char *line, size_t n)
{
    struct buf plain = BUF_INIT(0);
    int width;

    for (size_t i = 0; i < n; i++) {
        if (line[i] == '\x1b')
            while (i < n && line[i] != 'm')
                i++;
        else
            buf_char(&plain, line[i]);
    }
    width = text_width(buf_cstr(&plain));
    buf_clear(&plain);
    return width;
}

/* Rows that the block takes up now: a window that became narrower has wrapped its lines. */
static int block_rows(const struct buf *block, int columns)
{
    int rows = 0;

    for (const char *line = buf_cstr(block); *line;) {
        size_t n = strcspn(line, "\n");
        int width = shown_width(line, n);

        rows += width > columns ? (width + columns - 1) / columns : 1;
        line += n + (line[n] == '\n');
    }
    return rows;
}

/* The sequence that takes the block away: up to its first line, and erase from there. */
static void erase(struct progress *p, struct buf *out)
{
    int rows = block_rows(&p->block, terminal_columns(p->terminal));

    if (rows > 0)
        buf_printf(out, "\x1b[%dA\r\x1b[J", rows);
    buf_reset(&p->block);
}

static void write_out(struct progress *p, const struct buf *out)
{
    fwrite(buf_cstr(out), 1, out->len, p->terminal->file);
    fflush(p->terminal->file);
}

void progress_clear(struct progress *p)
{
    struct buf out = BUF_INIT(0);

    erase(p, &out);
    write_out(p, &out);
    buf_clear(&out);
}

static void draw(struct progress *p, const struct progress_state *s)
{
    struct buf out = BUF_INIT(0);

    /* One write for erasing and drawing: the eye sees no gap. */
    erase(p, &out);
    progress_block(&p->block, p->terminal, s, terminal_columns(p->terminal));
    buf_add(&out, p->block.data, p->block.len);
    write_out(p, &out);
    buf_clear(&out);
}

static void log_line(struct progress *p, const struct progress_state *s)
{
    struct buf out = BUF_INIT(0);

    progress_line(&out, s);
    write_out(p, &out);
    buf_clear(&out);
}

void progress_update(struct progress *p, const struct progress_state *s)
{
    bool live = p->terminal->is_tty;
    int64_t now = p->now_ms();

    if (p->quiet)
        return;
    if (!live && p->drawn_ms < 0)
        p->drawn_ms = now; /* nothing to say in the first half minute */
    if (p->drawn_ms >= 0 && now - p->drawn_ms < (live ? PROGRESS_LIVE_MS : PROGRESS_LOG_MS))
        return;
    p->drawn_ms = now;
    if (live)
        draw(p, s);
    else
        log_line(p, s);
}

void progress_stage_end(struct progress *p, const struct progress_state *s)
{
    struct progress_state last = *s;

    if (p->quiet)
        return;
    last.eta_low_ms = last.eta_high_ms = -1;
    last.throttle = NULL;
    p->drawn_ms = p->now_ms();
    if (!p->terminal->is_tty) {
        log_line(p, &last);
        return;
    }
    draw(p, &last);
    buf_reset(&p->block); /* it stays: nothing will erase it */
}
