#include "report.h"

#include <assert.h>
#include <string.h>

#include "words.h"

int report_format_from_name(const char *name)
{
    static const struct {
        const char *name;
        enum report_format format;
    } names[] = {
        {"text", REPORT_TEXT}, {"markdown", REPORT_MARKDOWN}, {"md", REPORT_MARKDOWN},
        {"html", REPORT_HTML}, {"json", REPORT_JSON},
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcmp(name, names[i].name) == 0)
            return (int) names[i].format;
    }
    return -1;
}

void report_render(const struct document *d, enum report_format f, struct buf *out)
{
    assert(f != REPORT_JSON);
    switch (f) {
    case REPORT_TEXT: document_text(d, out); break;
    case REPORT_MARKDOWN: document_markdown(d, out); break;
    case REPORT_HTML: document_html(d, out); break;
    case REPORT_JSON: break;
    }
}
