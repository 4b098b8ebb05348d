#include "cmd.h"
#include "json.h"

static int run(struct cli *cli)
{
    struct buf out = BUF_INIT(0);

    if (cli->json) {
        struct json j;

        json_init(&j, &out, true);
        json_object(&j);
        json_kv_text(&j, "version", RETCON_VERSION);
        json_object_end(&j);
    } else {
        buf_str(&out, "retcon " RETCON_VERSION);
    }
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

const struct command cmd_version = {
    .name = "version",
    .group = GROUP_OTHER,
    .usage = "",
    .summary = "show the version",
    .description = "Shows the version of this program.",
    .run = run,
};
