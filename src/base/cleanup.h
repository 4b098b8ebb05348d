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
#define TAKE_PTR(p)                      \
    __extension__({                      \
        __typeof__(p) *_at = &(p), _t = *_at; \
        *_at = NULL;                     \
        _t;                              \
    })

/* Define NAMEp(), which calls NAME() on the pointed-to handle: what _cleanup_ wants. */
#define DEFINE_CLEANUP(type, name)            \
    static inline void name##p(type *p)       \
    {                                         \
        name(*p);                             \
    }

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Each argument is evaluated once. The counter gives every use names of its own, so that uses may nest. */
#define MIN(a, b) PICK_(a, b, <, __COUNTER__)
#define MAX(a, b) PICK_(a, b, >, __COUNTER__)
#define PICK_(a, b, op, n) PICK__(a, b, op, n)
#define PICK__(a, b, op, n)                              \
    __extension__({                                      \
        __typeof__(a) _a##n = (a);                       \
        __typeof__(b) _b##n = (b);                       \
        _a##n op _b##n ? _a##n : _b##n;                  \
    })
