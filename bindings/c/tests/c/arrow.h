/* Tables of the Arrow C Data Interface, as a test makes them: the arrays are on the stack of the caller, and releasing
 * one only says so. */
#ifndef LAWFUL_TEST_ARROW_H
#define LAWFUL_TEST_ARROW_H

#include "common.h"

enum { MOST_COLUMNS = 8, MOST_BUFFERS = 5 };

/* A column with its schema, and the table above some of them. */
typedef struct {
    struct ArrowArray array;
    struct ArrowSchema schema;
    const void *buffers[MOST_BUFFERS];
} column;

/* A text as a view (the format `vu`): short ones stand in it, of the others their first four bytes. */
typedef struct {
    int32_t length;
    union {
        char text[12];
        struct {
            char prefix[4];
            int32_t buffer, offset;
        } shown;
    } as;
} view;

typedef struct {
    struct ArrowArray array;
    struct ArrowSchema schema;
    const void *buffers[1];
    struct ArrowArray *arrays[MOST_COLUMNS];
    struct ArrowSchema *schemas[MOST_COLUMNS];
} table;

static inline void release_array(struct ArrowArray *array) {
    array->release = NULL;
}

static inline void release_schema(struct ArrowSchema *schema) {
    schema->release = NULL;
}

/* A column with a validity bitmap (NULL: nothing is null) and one or two buffers of values. */
static inline void fill(column *column, const char *name, const char *format, int64_t length, const void *validity,
                        const void *values, const void *more) {
    memset(column, 0, sizeof *column);
    column->buffers[0] = validity, column->buffers[1] = values, column->buffers[2] = more;
    column->array.length = length;
    column->array.null_count = validity == NULL ? 0 : -1;
    column->array.n_buffers = more == NULL ? 2 : 3;
    column->array.buffers = column->buffers;
    column->array.release = release_array;
    column->schema.format = format;
    column->schema.name = name;
    column->schema.flags = ARROW_FLAG_NULLABLE;
    column->schema.release = release_schema;
}

/* A column of views into two buffers of text. */
static inline void fill_views(column *column, const char *name, int64_t length, const void *validity, const view *views,
                              const char *first, const char *second, const int64_t *lengths) {
    fill(column, name, "vu", length, validity, views, NULL);
    column->buffers[2] = first, column->buffers[3] = second, column->buffers[4] = lengths;
    column->array.n_buffers = 5;
}

static inline void fill_table(table *table, int64_t length, column *const *columns, size_t count) {
    memset(table, 0, sizeof *table);
    for (size_t n = 0; n < count; n++) {
        table->arrays[n] = &columns[n]->array;
        table->schemas[n] = &columns[n]->schema;
    }
    table->array.length = length;
    table->array.n_buffers = 1;
    table->array.buffers = table->buffers;
    table->array.n_children = (int64_t)count;
    table->array.children = table->arrays;
    table->array.release = release_array;
    table->schema.format = "+s";
    table->schema.n_children = (int64_t)count;
    table->schema.children = table->schemas;
    table->schema.release = release_schema;
}

#endif
