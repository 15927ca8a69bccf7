/* What the test programs share. */
#ifndef LAWFUL_TEST_COMMON_H
#define LAWFUL_TEST_COMMON_H

#include <lawful.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

/* Says where something is not as it should be, and goes on. */
#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            failures++;                                                           \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
        }                                                                         \
    } while (0)

/* Ends the program where it could not go on. */
#define MUST(call)                                                                \
    do {                                                                          \
        lawful_status must_status = (call);                                       \
        if (must_status != LAWFUL_OK) {                                           \
            lawful_text must_name = lawful_status_name(must_status);              \
            fprintf(stderr, "%s:%d: %s: %.*s\n", __FILE__, __LINE__, #call,       \
                    (int)must_name.length, must_name.data);                       \
            exit(2);                                                              \
        }                                                                         \
    } while (0)

static inline lawful_text text(const char *string) {
    lawful_text text = {string, strlen(string)};
    return text;
}

static inline int is(lawful_text text, const char *string) {
    return text.length == strlen(string) && memcmp(text.data, string, text.length) == 0;
}

static inline lawful_fact fact(const char *name, const char *value) {
    lawful_fact fact = {text(name), text(value), 0, LAWFUL_TEXT, 0};
    return fact;
}

static inline int64_t instant(const char *string) {
    int64_t seconds = 0;
    MUST(lawful_instant_parse(string, strlen(string), &seconds, NULL));
    return seconds;
}

#endif
