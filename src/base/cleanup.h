/*
 * cleanup.h: handles that release themselves when they leave their scope.
 *
 *     _cleanup_(db_result_freep) struct db_result *r = NULL;
 *
 * The owner of a handle is the variable; TAKE_PTR() moves it out.
 */
#pragma once

#define _cleanup_(f) __attribute__((cleanup(f)))
#define _must_check_ __attribute__((warn_unused_result))
#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))
#define _unused_ __attribute__((unused))

/* Move a pointer out of its owner: the owner is NULL afterwards. */
#define TAKE_PTR(p)            \
    ({                         \
        typeof(p) _t = (p);    \
        (p) = NULL;            \
        _t;                    \
    })

/* Define NAMEp(), which calls NAME() on the pointed-to handle: what _cleanup_ wants. */
#define DEFINE_CLEANUP(type, name)            \
    static inline void name##p(type *p)       \
    {                                         \
        name(*p);                             \
    }

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b)                \
    ({                           \
        typeof(a) _a = (a);      \
        typeof(b) _b = (b);      \
        _a < _b ? _a : _b;       \
    })
#define MAX(a, b)                \
    ({                           \
        typeof(a) _a = (a);      \
        typeof(b) _b = (b);      \
        _a > _b ? _a : _b;       \
    })
