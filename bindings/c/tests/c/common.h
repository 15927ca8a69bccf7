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

/* Opens a file in the prepared form; ends the program where it cannot. */
static inline lawful_ruleset *load(const char *path) {
    enum { MOST = 8 << 20 };
    char *bytes = (char *)malloc(MOST);
    FILE *file = fopen(path, "rb");
    if (file == NULL || bytes == NULL) {
        perror(path);
        exit(2);
    }
    size_t size = fread(bytes, 1, MOST, file);
    fclose(file);
    lawful_ruleset *rules = NULL;
    MUST(lawful_ruleset_from_prepared(bytes, size, &rules, NULL));
    free(bytes);
    return rules;
}

#endif
