#include <sodium.h>
#include <string.h>

#include "document_parts.h"
#include "page.h"
#include "plot.h"
#include "text.h"

static void escaped(struct buf *out, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '&': buf_str(out, "&amp;"); break;
        case '<': buf_str(out, "&lt;"); break;
        case '>': buf_str(out, "&gt;"); break;
        case '"': buf_str(out, "&quot;"); break;
        case '\'': buf_str(out, "&#39;"); break;
        default: buf_char(out, *s);
        }
    }
}

static void element(struct buf *out, const char *open, const char *text, const char *close)
{
    buf_str(out, open);
    escaped(out, text);
    buf_str(out, close);
}

static void change_side(struct buf *out, const char *name, const struct span *s)
{
    buf_printf(out, "<%s>", name);
    escaped(out, s->text);
    if (*s->differs)
        element(out, "<mark>", s->differs, "</mark>");
    escaped(out, s->rest);
    buf_printf(out, "</%s>", name);
}

static void span(struct buf *out, const struct span *s)
{
    switch (s->kind) {
    case SPAN_TEXT: escaped(out, s->text); break;
    case SPAN_STRONG: element(out, "<strong>", s->text, "</strong>"); break;
    case SPAN_MUTED: element(out, "<span class=\"muted\">", s->text, "</span>"); break;
    case SPAN_CODE: element(out, "<code>", s->text, "</code>"); break;
    case SPAN_VALUE: element(out, "<span class=\"value\">", s->text, "</span>"); break;
    case SPAN_NULL: element(out, "<em class=\"null\">", s->text, "</em>"); break;
    case SPAN_MASKED: element(out, "<span class=\"masked\" title=\"masked\">", s->text, "</span>"); break;
    case SPAN_OLD: change_side(out, "del", s); break;
    case SPAN_NEW: change_side(out, "ins", s); break;
    case SPAN_PLOT: plot_svg(out, s->values, s->n_values); break;
    case SPAN_BREAK: buf_str(out, "<br>"); break;
    }
}

static void spans(struct buf *out, const struct line *l)
{
    for (const struct span *s = l->first; s; s = s->next)
        span(out, s);
}

/* An element with the class, the sign and, for those who hear the page, the word of its tone. */
static void toned(struct buf *out, const char *name, const char *class, const struct line *l)
{
    const char *word = tone_word(l->tone);

    buf_printf(out, "<%s", name);
    if (*class || *word)
        buf_printf(out, " class=\"%s%s%s\"", class, *class && *word ? " " : "", word);
    buf_char(out, '>');
    if (l->tone != TONE_NONE)
        buf_printf(out, "<span class=\"sign\" aria-hidden=\"true\">%s</span><span class=\"hidden\">%s: </span> ",
                   tone_sign(l->tone), word);
    spans(out, l);
    buf_printf(out, "</%s>\n", name);
}

/* The first cell names the row, unless it is a figure. */
static void table_cells(struct buf *out, const struct table *t, const struct row *r)
{
    const struct column *c = t->columns;

    buf_str(out, "<tr>");
    for (size_t i = 0; i < t->n_columns; i++, c = c->next) {
        bool number = c->align == ALIGN_RIGHT, names = i == 0 && !number && t->n_columns > 1;

        buf_printf(out, "<%s%s>", names ? "th scope=\"row\"" : "td", number ? " class=\"num\"" : "");
        spans(out, &r->cells[i]);
        buf_str(out, names ? "</th>" : "</td>");
    }
    buf_str(out, "</tr>\n");
}

static void table(struct buf *out, const struct table *t)
{
    const char *end = "</tbody>\n";

    element(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", t->caption, "\">\n");
    element(out, "<table>\n<caption>", t->caption, "</caption>\n<thead><tr>");
    for (const struct column *c = t->columns; c; c = c->next)
        element(out, c->align == ALIGN_RIGHT ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">", c->heading,
                "</th>");
    buf_str(out, "</tr></thead>\n<tbody>\n");
    for (const struct row *r = t->rows; r; r = r->next) {
        if (r->total) {
            buf_str(out, "</tbody>\n<tfoot>\n");
            end = "</tfoot>\n";
        }
        table_cells(out, t, r);
    }
    buf_printf(out, "%s</table></div>\n", end);
}

static void code_block(struct buf *out, const char *text)
{
    struct buf one = BUF_INIT(BUF_MAX_DEFAULT);

    buf_str(out, "<pre><code>");
    while (*text) {
        size_t n = strcspn(text, "\n");

        buf_reset(&one);
        text_visible(&one, text, n, 0);
        escaped(out, buf_cstr(&one));
        buf_char(out, '\n');
        text += n + (text[n] == '\n');
    }
    buf_str(out, "</code></pre>\n");
    buf_clear(&one);
}

static void block(struct buf *out, const struct block *b)
{
    switch (b->kind) {
    case BLOCK_LEAD: toned(out, "p", "lead", &b->line); break;
    case BLOCK_PARAGRAPH: toned(out, "p", "", &b->line); break;
    case BLOCK_CALLOUT: toned(out, "p", "callout", &b->line); break;
    case BLOCK_ITEM: toned(out, "li", "", &b->line); break;
    case BLOCK_FIELD:
        element(out, "<dt>", b->text, "</dt><dd>");
        spans(out, &b->line);
        buf_str(out, "</dd>\n");
        break;
    case BLOCK_SECTION: element(out, "<h2>", b->text, "</h2>\n"); break;
    case BLOCK_SUBSECTION: element(out, "<h3>", b->text, "</h3>\n"); break;
    case BLOCK_CODE: code_block(out, b->text); break;
    case BLOCK_TABLE: table(out, b->table); break;
    }
}

/* SHA-256 of the style in base64, as a content security policy wants it. */
static void style_hash(char ret[64])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, (const unsigned char *) page_style, strlen(page_style));
    sodium_bin2base64(ret, 64, hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
}

static void head(struct buf *out, const char *title)
{
    char hash[64];

    style_hash(hash);
    buf_printf(out,
               "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
               "base-uri 'none'; form-action 'none'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n",
               hash);
    element(out, "<title>", title, "</title>\n");
    buf_printf(out, "<style>%s</style>\n</head>\n<body>\n<main>\n", page_style);
    element(out, "<h1>", title, "</h1>\n");
}

/* Neighbouring items are one list, and so are neighbouring fields. */
static void list_edge(struct buf *out, const struct block *b, const struct block *neighbour, const char *slash)
{
    if (block_is_listed(b) && !(neighbour && neighbour->kind == b->kind))
        buf_printf(out, "<%s%s>\n", slash, b->kind == BLOCK_ITEM ? "ul" : "dl");
}

void document_html(const struct document *d, struct buf *out)
{
    const struct block *before = NULL;

    head(out, d->title);
    for (const struct block *b = d->first; b; before = b, b = b->next) {
        if (b->table && !b->table->rows)
            continue;
        list_edge(out, b, before, "");
        block(out, b);
        list_edge(out, b, b->next, "/");
    }
    buf_str(out, "</main>\n</body>\n</html>\n");
}
