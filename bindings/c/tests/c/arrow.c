/* Tables through the Arrow C Data Interface, compared with single questions.
 *
 * arrow RULES: a rule set in the prepared form. */
#include "arrow.h"

enum { ROWS = 400, OFFSET = 3 };

static lawful_ruleset *rules;

static int bit(const void *bits, size_t n) {
    return bits == NULL || (((const uint8_t *)bits)[n / 8] >> (n % 8) & 1);
}

/* The ids of the grounds of the decision, with spaces between. */
static void grounds_of(const lawful_fact *facts, size_t count, int64_t at, int64_t known, char *into, size_t room) {
    lawful_transaction *transaction = NULL;
    lawful_decision *decision = NULL;
    size_t length = 0;
    MUST(lawful_transaction_new(rules, facts, count, LAWFUL_PRESUMED, NULL, 0, &transaction, NULL));
    MUST(lawful_decide(rules, transaction, at, known, &decision, NULL));
    MUST(lawful_decision_count(decision, LAWFUL_GROUNDS, &length, NULL));
    into[0] = '\0';
    for (size_t n = 0; n < length; n++) {
        lawful_text id;
        MUST(lawful_decision_id(decision, LAWFUL_GROUNDS, n, &id, NULL));
        size_t used = strlen(into);
        snprintf(into + used, room - used, "%s%.*s", n ? " " : "", (int)id.length, id.data);
    }
    MUST(lawful_decision_free(decision));
    MUST(lawful_transaction_free(transaction));
}

/* What the table says of a row is what the same question says alone. */
static void compare(const struct ArrowArray *answers, size_t row, const lawful_fact *facts, size_t count, int64_t at,
                    int64_t known) {
    const struct ArrowArray *const *column = (const struct ArrowArray *const *)answers->children;
    lawful_outcome one;
    char grounds[4096];
    MUST(lawful_look_up(rules, facts, count, at, known, &one, NULL));
    for (size_t n = 0; n < 3; n++) {
        uint8_t told = ((const uint8_t *)column[n]->buffers[1])[row];
        CHECK(bit(column[n]->buffers[0], row));
        CHECK(told == (n == 0 ? one.verdict : n == 1 ? one.at_least : one.at_most));
    }
    CHECK(bit(column[3]->buffers[0], row) == (one.valid_until != LAWFUL_NO_END));
    if (one.valid_until != LAWFUL_NO_END) {
        CHECK(((const int64_t *)column[3]->buffers[1])[row] == one.valid_until);
    }
    int32_t set = ((const int32_t *)column[4]->buffers[1])[row];
    const struct ArrowArray *sets = column[4]->dictionary;
    const int32_t *offsets = sets->buffers[1];
    CHECK(set >= 0 && set < sets->length);
    grounds_of(facts, count, at, known, grounds, sizeof grounds);
    lawful_text told = {(const char *)sets->buffers[2] + offsets[set], (size_t)(offsets[set + 1] - offsets[set])};
    CHECK(is(told, grounds));
}

static void schema_is_as_said(const struct ArrowSchema *schema) {
    static const char *const names[] = {"verdict", "at_least", "at_most", "valid_until", "ground"};
    static const char *const formats[] = {"C", "C", "C", "tss:UTC", "i"};
    CHECK(strcmp(schema->format, "+s") == 0 && schema->n_children == 5);
    for (int n = 0; n < 5; n++) {
        CHECK(strcmp(schema->children[n]->name, names[n]) == 0);
        CHECK(strcmp(schema->children[n]->format, formats[n]) == 0);
        CHECK((schema->children[n]->dictionary != NULL) == (n == 4));
    }
    CHECK(strcmp(schema->children[4]->dictionary->format, "u") == 0);
}

/* Every kind of column at once: texts by a dictionary, plain and large; timestamps of every unit; null; and a table
 * that is a slice of a longer one. */
static void columns_of_every_kind(void) {
    static const char *const apps[] = {"tiktok", "wechat", "unused, and no id"};
    static const int32_t app_ends[] = {0, 6, 12, 29};
    column dictionary, app, activity, location, storefront, at, known;
    fill(&dictionary, "", "u", 3, NULL, app_ends, "tiktokwechatunused, and no id");
    static int16_t app_codes[ROWS + OFFSET];
    static int32_t activity_ends[ROWS + OFFSET + 1];
    static char activity_bytes[(ROWS + OFFSET) * 18];
    static int64_t place_ends[ROWS + OFFSET + 1], when[ROWS + OFFSET], since[ROWS + OFFSET];
    static char place_bytes[(ROWS + OFFSET) * 2];
    static uint8_t place_stated[(ROWS + OFFSET + 7) / 8];
    int64_t start = instant("2020-08-01T00:00:00Z"), monday = instant("2020-09-21T12:00:00Z");
    for (int n = 0; n < ROWS + OFFSET; n++) {
        app_codes[n] = (int16_t)(n % 2);
        memcpy(activity_bytes + n * 18, "app-store/download", 18);
        activity_ends[n + 1] = (n + 1) * 18;
        memcpy(place_bytes + n * 2, n % 3 ? "US" : "DE", 2);
        place_ends[n + 1] = (n + 1) * 2;
        place_stated[n / 8] |= (uint8_t)((n % 5 != 0) << n % 8);
        /* The end of a second is a part of it, before 1970 too. */
        when[n] = (n % 7 ? start + n * 86400 : -n * 86400) * 1000 + 999;
        since[n] = n % 2 ? monday : monday + n * 86400;
    }
    fill(&app, "app", "s", ROWS + OFFSET, NULL, app_codes, NULL);
    app.array.dictionary = &dictionary.array;
    app.schema.dictionary = &dictionary.schema;
    fill(&activity, "activity", "u", ROWS + OFFSET, NULL, activity_ends, activity_bytes);
    fill(&location, "location", "U", ROWS + OFFSET, place_stated, place_ends, place_bytes);
    fill(&storefront, "storefront", "U", ROWS + OFFSET, NULL, place_ends, place_bytes);
    fill(&at, "at", "tsm:Europe/Berlin", ROWS + OFFSET, NULL, when, NULL);
    fill(&known, "known", "l", ROWS + OFFSET, NULL, since, NULL);
    column *columns[] = {&at, &app, &known, &activity, &location, &storefront};
    table asked;
    fill_table(&asked, ROWS, columns, 6);
    asked.array.offset = OFFSET;

    struct ArrowArray answers;
    struct ArrowSchema schema;
    MUST(lawful_verdict_arrow(rules, &asked.array, &asked.schema, 0, 0, &answers, &schema, NULL));
    CHECK(asked.array.release != NULL && asked.schema.release != NULL && app.array.release != NULL);
    schema_is_as_said(&schema);
    CHECK(answers.length == ROWS && answers.offset == 0 && answers.n_children == 5 && answers.null_count == 0);
    for (size_t row = 0; row < ROWS; row++) {
        size_t n = row + OFFSET;
        lawful_text place = {place_bytes + 2 * n, 2};
        lawful_fact facts[] = {fact("activity", "app-store/download"), fact("app", apps[n % 2]),
                               {text("storefront"), place, 0, LAWFUL_TEXT, 0},
                               {text("location"), place, 0, LAWFUL_TEXT, 0}};
        int64_t seconds = n % 7 ? start + (int64_t)n * 86400 : -(int64_t)n * 86400;
        compare(&answers, row, facts, n % 5 ? 4 : 3, seconds, since[n]);
    }
    /* A consumer may move a column out, and release it later than the rest. */
    struct ArrowArray verdicts = *answers.children[0];
    answers.children[0]->release = NULL;
    answers.release(&answers);
    schema.release(&schema);
    CHECK(answers.release == NULL && schema.release == NULL);
    CHECK(((const uint8_t *)verdicts.buffers[1])[0] != LAWFUL_NO_VERDICT);
    verdicts.release(&verdicts);
    CHECK(verdicts.release == NULL);
}

/* Texts as views, in the view itself and in either of two buffers; what a view that is null shows is not looked at. */
static void views(void) {
    static const char first[] = "app-store/download", second[] = "?communication/personal";
    static const int64_t lengths[] = {sizeof first - 1, sizeof second - 1};
    static const view apps[] = {{6, {.text = "wechat"}}, {6, {.text = "tiktok"}}, {6, {.text = "wechat"}}};
    static const view activities[] = {{18, {.shown = {{'a', 'p', 'p', '-'}, 0, 0}}},
                                      {22, {.shown = {{'c', 'o', 'm', 'm'}, 1, 1}}},
                                      {18, {.shown = {{'a', 'p', 'p', '-'}, 0, 0}}}};
    static const view places[] = {{2, {.text = "US"}}, {-7, {.text = "nothing"}}, {0, {.text = "nor here"}}};
    static const uint8_t only_first[] = {1};
    int64_t monday = instant("2020-09-21T12:00:00Z");
    const int64_t when[] = {monday, monday, monday};
    column app, activity, location, at;
    fill_views(&activity, "activity", 3, NULL, activities, first, second, lengths);
    /* Without a buffer of text, the lengths are none. */
    fill(&app, "app", "vu", 3, NULL, apps, NULL);
    app.array.n_buffers = 3;
    fill(&location, "location", "vu", 3, only_first, places, NULL);
    location.array.n_buffers = 3;
    fill(&at, "at", "tss:UTC", 3, NULL, when, NULL);
    column *columns[] = {&at, &app, &activity, &location};
    table asked;
    fill_table(&asked, 2, columns, 4);
    for (int64_t offset = 0; offset < 2; offset++) {
        struct ArrowArray answers;
        struct ArrowSchema schema;
        asked.array.offset = offset;
        MUST(lawful_verdict_arrow(rules, &asked.array, &asked.schema, 0, 0, &answers, &schema, NULL));
        for (int64_t row = 0; row < 2; row++) {
            int64_t n = row + offset;
            lawful_fact facts[] = {fact("app", n == 1 ? "tiktok" : "wechat"),
                                   fact("activity", n == 1 ? "communication/personal" : "app-store/download"),
                                   fact("location", "US")};
            compare(&answers, (size_t)row, facts, n == 0 ? 3 : 2, monday, LAWFUL_KNOWN_ALL);
        }
        answers.release(&answers);
        schema.release(&schema);
    }
}

/* An entry that names nothing known is an error, or, where that is allowed, null in every column. */
static void invalid_entries(void) {
    static const int32_t ends[] = {0, 6, 13, 19};
    int64_t monday = instant("2020-09-21T12:00:00Z") * 1000000000;
    const int64_t when[] = {monday, monday, monday};
    column app, at;
    fill(&app, "app", "u", 3, NULL, ends, "wechatno app!tiktok");
    fill(&at, "at", "tsn:UTC", 3, NULL, when, NULL);
    column *columns[] = {&app, &at};
    table asked;
    fill_table(&asked, 3, columns, 2);
    struct ArrowArray answers;
    struct ArrowSchema schema;
    CHECK(lawful_verdict_arrow(rules, &asked.array, &asked.schema, 0, 0, &answers, &schema, NULL) == LAWFUL_E_ID);
    MUST(lawful_verdict_arrow(rules, &asked.array, &asked.schema, 1, 0, &answers, &schema, NULL));
    for (int n = 0; n < 5; n++) {
        const struct ArrowArray *column = answers.children[n];
        CHECK(!bit(column->buffers[0], 1) && column->null_count >= 1);
        CHECK(n == 3 || (bit(column->buffers[0], 0) && bit(column->buffers[0], 2) && column->null_count == 1));
    }
    answers.release(&answers);
    schema.release(&schema);
}

/* No row is a table too; its columns need no buffers. */
static void no_rows(void) {
    column app, at;
    fill(&app, "app", "u", 0, NULL, NULL, NULL);
    app.array.n_buffers = 3;
    fill(&at, "at", "tsu:+00:00", 0, NULL, NULL, NULL);
    column *columns[] = {&app, &at};
    table asked;
    fill_table(&asked, 0, columns, 2);
    struct ArrowArray answers;
    struct ArrowSchema schema;
    MUST(lawful_verdict_arrow(rules, &asked.array, &asked.schema, 0, 0, &answers, &schema, NULL));
    CHECK(answers.length == 0 && answers.children[0]->length == 0);
    answers.release(&answers);
    schema.release(&schema);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    rules = load(argv[1]);
    columns_of_every_kind();
    views();
    invalid_entries();
    no_rows();
    MUST(lawful_ruleset_free(rules));
    printf("%d failures\n", failures);
    return failures != 0;
}
