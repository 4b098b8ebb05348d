#include "http.h"

#include <curl/curl.h>

static void close_handle(CURL *handle)
{
    curl_easy_cleanup(handle);
}
DEFINE_CLEANUP(CURL *, close_handle)

/* All options of it, or none: a version of the library that does not know one is not to be asked anything. */
static CURLcode prepare(CURL *handle, const char *url, int64_t deadline_ms)
{
    CURLcode rc = curl_easy_setopt(handle, CURLOPT_URL, url);

    rc = rc ? rc : curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    rc = rc ? rc : curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    rc = rc ? rc : curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    rc = rc ? rc : curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long) deadline_ms);
    rc = rc ? rc : curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    return rc ? rc : curl_easy_setopt(handle, CURLOPT_USERAGENT, "retcon");
}

int http_head(const char *url, int64_t deadline_ms, int *ret_status, struct err *e)
{
    _cleanup_(close_handlep) CURL *handle = curl_easy_init();
    long status = 0;
    CURLcode rc;

    if (!handle)
        return err_set(e, ERR_IO, "the HTTP library cannot be used");
    rc = prepare(handle, url, deadline_ms);
    rc = rc ? rc : curl_easy_perform(handle);
    rc = rc ? rc : curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (rc)
        return err_set(e, ERR_IO, "no answer by HTTP: %s", curl_easy_strerror(rc));
    *ret_status = (int) status;
    return 0;
}
