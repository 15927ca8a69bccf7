/* Every exported function, used wrongly in every way that can be told: it returns its documented error and changes
 * nothing. A pointer that is neither NULL nor valid cannot be told, and is not part of this program.
 *
 * misuse RULES: a rule set in the prepared form. */
#include "arrow.h"

/* What an output is filled with, to see that it is not written. */
static void *const untouched = (void *)(uintptr_t)0xABABABABABABABABu;

static lawful_ruleset *rules;
static lawful_transaction *transaction;
static lawful_decision *decision;
static lawful_timeline *timeline;
static lawful_batch *batch;
static lawful_engine *engine;
static int64_t monday;

/* The call fails with that status, with and without a place for the error, and tells it there. */
#define FAILS(wanted, call)                                                       \
    do {                                                                          \
        lawful_error *error = NULL;                                               \
        lawful_status told = (call);                                              \
        CHECK(told == (wanted));                                                  \
        CHECK(error != NULL && lawful_error_status(error) == told);               \
        CHECK(lawful_error_message(error).length > 0);                            \
        MUST(lawful_error_free(error));                                           \
        calls++;                                                                  \
    } while (0)
static int calls = 0;

#define E &error
#define NO NULL
#define HUGE_LENGTH SIZE_MAX

static const char bad_utf8[] = {'a', (char)0xff, 'b'};

/* An address that is not aligned for anything wider than a byte. */
static char room[256];
#define ODD(type) ((type *)(void *)(room + 1 + ((uintptr_t)room & 1)))

static void rule_sets(void) {
    lawful_ruleset *out = untouched;
    lawful_text folder = {NULL, 0}, bad = {bad_utf8, 3}, huge = {"x", HUGE_LENGTH}, null = {NULL, 3};
    int authoring = (lawful_features() & LAWFUL_FEATURE_AUTHORING) != 0;
    FAILS(LAWFUL_E_NULL, lawful_ruleset_corpus(NO, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_folders(NO, 1, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_folders(&folder, 1, NO, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_folders(&null, 1, &out, E));
    FAILS(LAWFUL_E_LENGTH, lawful_ruleset_from_folders(&folder, HUGE_LENGTH, &out, E));
    FAILS(LAWFUL_E_LENGTH, lawful_ruleset_from_folders(&huge, 1, &out, E));
    FAILS(LAWFUL_E_UTF8, lawful_ruleset_from_folders(&bad, 1, &out, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_ruleset_from_folders(ODD(lawful_text), 1, &out, E));
    FAILS(authoring ? LAWFUL_E_IO : LAWFUL_E_FEATURE, lawful_ruleset_from_folders(NO, 0, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_interchange(NO, 1, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_interchange("{}", 2, NO, E));
    FAILS(LAWFUL_E_LENGTH, lawful_ruleset_from_interchange("{}", HUGE_LENGTH, &out, E));
    FAILS(LAWFUL_E_UTF8, lawful_ruleset_from_interchange(bad_utf8, 3, &out, E));
    FAILS(authoring ? LAWFUL_E_SYNTAX : LAWFUL_E_FEATURE, lawful_ruleset_from_interchange(NO, 0, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_prepared(NO, 1, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_from_prepared("x", 1, NO, E));
    FAILS(LAWFUL_E_LENGTH, lawful_ruleset_from_prepared("x", HUGE_LENGTH, &out, E));
    FAILS(LAWFUL_E_FORMAT, lawful_ruleset_from_prepared(NO, 0, &out, E));
    FAILS(LAWFUL_E_FORMAT, lawful_ruleset_from_prepared(room, sizeof room, &out, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_ruleset_from_prepared("x", 1, ODD(lawful_ruleset *), E));
    CHECK(out == untouched);

    lawful_text said = {untouched, 7};
    lawful_ruleset *wrong = (lawful_ruleset *)transaction;
    FAILS(LAWFUL_E_NULL, lawful_ruleset_prepared(NO, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_prepared(rules, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_ruleset_prepared(wrong, &said, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_ruleset_prepared(ODD(lawful_ruleset), &said, E));
    lawful_ruleset_info info;
    FAILS(LAWFUL_E_NULL, lawful_ruleset_about(NO, &info, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_about(rules, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_ruleset_about(wrong, &info, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_ruleset_about(rules, ODD(lawful_ruleset_info), E));
    lawful_provision provision;
    FAILS(LAWFUL_E_NULL, lawful_ruleset_provision(NO, "x", 1, "en", 2, &provision, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_provision(rules, NO, 1, "en", 2, &provision, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_provision(rules, "x", 1, NO, 2, &provision, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_provision(rules, "x", 1, "en", 2, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_ruleset_provision(wrong, "x", 1, "en", 2, &provision, E));
    FAILS(LAWFUL_E_UNKNOWN_REFERENCE, lawful_ruleset_provision(rules, NO, 0, "en", 2, &provision, E));
    FAILS(LAWFUL_E_VALUE, lawful_ruleset_provision(rules, "x", 1, NO, 0, &provision, E));
    FAILS(LAWFUL_E_UTF8, lawful_ruleset_provision(rules, bad_utf8, 3, "en", 2, &provision, E));
    FAILS(LAWFUL_E_LENGTH, lawful_ruleset_provision(rules, "x", HUGE_LENGTH, "en", 2, &provision, E));
    size_t count = 77;
    FAILS(LAWFUL_E_NULL, lawful_ruleset_required_fact(NO, "hosting", 7, 0, &said, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_required_fact(rules, NO, 7, 0, &said, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_ruleset_required_fact(rules, "hosting", 7, 0, &said, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_ruleset_required_fact(wrong, "hosting", 7, 0, &said, &count, E));
    FAILS(LAWFUL_E_INDEX, lawful_ruleset_required_fact(rules, "hosting", 7, SIZE_MAX, &said, &count, E));
    FAILS(LAWFUL_E_UTF8, lawful_ruleset_required_fact(rules, bad_utf8, 3, 0, &said, &count, E));
    FAILS(LAWFUL_E_UNKNOWN_REFERENCE, lawful_ruleset_required_fact(rules, "nothing", 7, 0, &said, &count, E));
    CHECK(said.data == untouched && said.length == 7 && count == 77);
}

static void transactions(void) {
    lawful_transaction *out = untouched;
    lawful_fact good[] = {fact("app", "wechat")}, odd[] = {fact("app", "wechat")}, bad[] = {fact("app", "")};
    lawful_reading reading = {text("no/such#question"), text("yes")}, null = {{NULL, 2}, {NULL, 2}};
    odd[0].kind = 99;
    bad[0].text.data = bad_utf8, bad[0].text.length = 3;
    lawful_ruleset *wrong = (lawful_ruleset *)decision;
    FAILS(LAWFUL_E_NULL, lawful_transaction_new(NO, good, 1, LAWFUL_PRESUMED, NO, 0, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_new(rules, NO, 1, LAWFUL_PRESUMED, NO, 0, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_new(rules, good, 1, LAWFUL_PRESUMED, NO, 1, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_new(rules, good, 1, LAWFUL_PRESUMED, &null, 1, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_new(rules, good, 1, LAWFUL_PRESUMED, NO, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_transaction_new(wrong, good, 1, LAWFUL_PRESUMED, NO, 0, &out, E));
    FAILS(LAWFUL_E_LENGTH, lawful_transaction_new(rules, good, HUGE_LENGTH, LAWFUL_PRESUMED, NO, 0, &out, E));
    FAILS(LAWFUL_E_LENGTH, lawful_transaction_new(rules, good, 1, LAWFUL_OPEN, &reading, HUGE_LENGTH / 8, &out, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_transaction_new(rules, ODD(lawful_fact), 1, LAWFUL_OPEN, NO, 0, &out, E));
    FAILS(LAWFUL_E_ENUM, lawful_transaction_new(rules, good, 1, 0, NO, 0, &out, E));
    FAILS(LAWFUL_E_ENUM, lawful_transaction_new(rules, good, 1, UINT32_MAX, NO, 0, &out, E));
    FAILS(LAWFUL_E_ENUM, lawful_transaction_new(rules, odd, 1, LAWFUL_OPEN, NO, 0, &out, E));
    odd[0].kind = LAWFUL_FLAG, odd[0].number = 2;
    FAILS(LAWFUL_E_VALUE, lawful_transaction_new(rules, odd, 1, LAWFUL_OPEN, NO, 0, &out, E));
    FAILS(LAWFUL_E_UTF8, lawful_transaction_new(rules, bad, 1, LAWFUL_OPEN, NO, 0, &out, E));
    FAILS(LAWFUL_E_UNKNOWN_REFERENCE, lawful_transaction_new(rules, good, 1, LAWFUL_OPEN, &reading, 1, &out, E));
    lawful_fact many[65];
    for (int n = 0; n < 65; n++) {
        many[n] = good[0];
    }
    FAILS(LAWFUL_E_LIMIT, lawful_transaction_new(rules, many, 65, LAWFUL_OPEN, NO, 0, &out, E));
    FAILS(LAWFUL_E_VALUE, lawful_transaction_new(rules, many, 2, LAWFUL_OPEN, NO, 0, &out, E));

    const struct {
        const char *json;
        lawful_status status;
    } questions[] = {{"", LAWFUL_E_SYNTAX},
                     {"[1]", LAWFUL_E_TYPE},
                     {"{\"ask\":{}}x", LAWFUL_E_SYNTAX},
                     {"{}", LAWFUL_E_MISSING_KEY},
                     {"{\"ask\":[]}", LAWFUL_E_TYPE},
                     {"{\"ask\":{},\"ask\":{}}", LAWFUL_E_VALUE},
                     {"{\"ask\":{\"app\":\"a\",\"app\":\"a\"}}", LAWFUL_E_VALUE},
                     {"{\"ask\":{},\"at\":\"now\"}", LAWFUL_E_UNKNOWN_KEY},
                     {"{\"ask\":{\"app\":null}}", LAWFUL_E_TYPE},
                     {"{\"ask\":{\"app\":1.5}}", LAWFUL_E_TYPE},
                     {"{\"ask\":{\"app\":1}}", LAWFUL_E_TYPE},
                     {"{\"ask\":{},\"readings\":\"any\"}", LAWFUL_E_VALUE},
                     {"{\"ask\":{},\"readings\":{\"rest\":\"shut\"}}", LAWFUL_E_VALUE},
                     {"{\"ask\":{},\"readings\":{\"x\":1}}", LAWFUL_E_TYPE}};
    for (size_t n = 0; n < sizeof questions / sizeof *questions; n++) {
        const char *json = questions[n].json;
        FAILS(questions[n].status, lawful_transaction_from_json(rules, json, strlen(json), &out, E));
    }
    FAILS(LAWFUL_E_NULL, lawful_transaction_from_json(NO, "{}", 2, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_from_json(rules, NO, 2, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_from_json(rules, "{}", 2, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_transaction_from_json(wrong, "{\"ask\":{}}", 10, &out, E));
    FAILS(LAWFUL_E_UTF8, lawful_transaction_from_json(rules, bad_utf8, 3, &out, E));
    FAILS(LAWFUL_E_LENGTH, lawful_transaction_from_json(rules, "{}", HUGE_LENGTH, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_rebind(NO, rules, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_rebind(transaction, NO, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_transaction_rebind(transaction, rules, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_transaction_rebind((lawful_transaction *)rules, rules, &out, E));
    FAILS(LAWFUL_E_HANDLE, lawful_transaction_rebind(transaction, wrong, &out, E));
    CHECK(out == untouched);
}

static void answers_are_none(const lawful_outcome *outcome) {
    CHECK(outcome->verdict == LAWFUL_NO_VERDICT && outcome->possible == 0);
    CHECK(outcome->at_least == LAWFUL_NO_VERDICT && outcome->at_most == LAWFUL_NO_VERDICT);
}

static void asking(void) {
    lawful_outcome o;
    lawful_fact good[] = {fact("app", "wechat")}, odd[] = {fact("app", "wechat")};
    odd[0].kind = 0;
    lawful_ruleset *wrong = (lawful_ruleset *)engine;
    lawful_transaction *other = (lawful_transaction *)batch;
    const int64_t outside[] = {INT64_MIN, INT64_MAX - 1, 253402300800, -62135596801};
#define NONE(wanted, call)                                                        \
    do {                                                                          \
        memset(&o, 0xAB, sizeof o);                                               \
        FAILS(wanted, call);                                                      \
        answers_are_none(&o);                                                     \
    } while (0)
    FAILS(LAWFUL_E_NULL, lawful_verdict(rules, transaction, monday, monday, NO, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_verdict(rules, transaction, monday, monday, ODD(lawful_outcome), E));
    NONE(LAWFUL_E_NULL, lawful_verdict(NO, transaction, monday, monday, &o, E));
    NONE(LAWFUL_E_NULL, lawful_verdict(rules, NO, monday, monday, &o, E));
    NONE(LAWFUL_E_HANDLE, lawful_verdict(wrong, transaction, monday, monday, &o, E));
    NONE(LAWFUL_E_HANDLE, lawful_verdict(rules, other, monday, monday, &o, E));
    NONE(LAWFUL_E_ALIGNMENT, lawful_verdict(rules, ODD(lawful_transaction), monday, monday, &o, E));
    FAILS(LAWFUL_E_NULL, lawful_decide_over(rules, transaction, monday, monday + 1, monday, NO, E));
    NONE(LAWFUL_E_NULL, lawful_decide_over(NO, transaction, monday, monday + 1, monday, &o, E));
    NONE(LAWFUL_E_NULL, lawful_decide_over(rules, NO, monday, monday + 1, monday, &o, E));
    NONE(LAWFUL_E_HANDLE, lawful_decide_over(rules, other, monday, monday + 1, monday, &o, E));
    NONE(LAWFUL_E_WINDOW, lawful_decide_over(rules, transaction, monday, monday, monday, &o, E));
    FAILS(LAWFUL_E_NULL, lawful_look_up(rules, good, 1, monday, monday, NO, E));
    NONE(LAWFUL_E_NULL, lawful_look_up(NO, good, 1, monday, monday, &o, E));
    NONE(LAWFUL_E_NULL, lawful_look_up(rules, NO, 1, monday, monday, &o, E));
    NONE(LAWFUL_E_HANDLE, lawful_look_up(wrong, good, 1, monday, monday, &o, E));
    NONE(LAWFUL_E_LENGTH, lawful_look_up(rules, good, HUGE_LENGTH, monday, monday, &o, E));
    NONE(LAWFUL_E_ENUM, lawful_look_up(rules, odd, 1, monday, monday, &o, E));
    lawful_decision *made = untouched;
    lawful_timeline *line = untouched;
    for (size_t n = 0; n < sizeof outside / sizeof *outside; n++) {
        NONE(LAWFUL_E_INSTANT, lawful_verdict(rules, transaction, outside[n], monday, &o, E));
        NONE(LAWFUL_E_INSTANT, lawful_verdict(rules, transaction, monday, outside[n], &o, E));
        NONE(LAWFUL_E_INSTANT, lawful_decide_over(rules, transaction, outside[n], monday, monday, &o, E));
        NONE(LAWFUL_E_INSTANT, lawful_look_up(rules, good, 1, outside[n], monday, &o, E));
        FAILS(LAWFUL_E_INSTANT, lawful_decide(rules, transaction, outside[n], monday, &made, E));
        FAILS(LAWFUL_E_INSTANT, lawful_timeline_new(rules, transaction, outside[n], &line, E));
        FAILS(LAWFUL_E_INSTANT, lawful_instant_text(outside[n], room, sizeof room, E));
    }
    FAILS(LAWFUL_E_NULL, lawful_decide(NO, transaction, monday, monday, &made, E));
    FAILS(LAWFUL_E_NULL, lawful_decide(rules, NO, monday, monday, &made, E));
    FAILS(LAWFUL_E_NULL, lawful_decide(rules, transaction, monday, monday, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decide(wrong, transaction, monday, monday, &made, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decide(rules, other, monday, monday, &made, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_new(NO, transaction, monday, &line, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_new(rules, NO, monday, &line, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_new(rules, transaction, monday, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_new(rules, other, monday, &line, E));
    CHECK(made == untouched && line == untouched);
    int64_t seconds = 77;
    FAILS(LAWFUL_E_NULL, lawful_instant_parse(NO, 1, &seconds, E));
    FAILS(LAWFUL_E_NULL, lawful_instant_parse("x", 1, NO, E));
    FAILS(LAWFUL_E_TIME, lawful_instant_parse(NO, 0, &seconds, E));
    FAILS(LAWFUL_E_UTF8, lawful_instant_parse(bad_utf8, 3, &seconds, E));
    FAILS(LAWFUL_E_LENGTH, lawful_instant_parse("x", HUGE_LENGTH, &seconds, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_instant_parse("x", 1, ODD(int64_t), E));
    FAILS(LAWFUL_E_NULL, lawful_instant_text(0, NO, sizeof room, E));
    FAILS(LAWFUL_E_BUFFER, lawful_instant_text(0, room, 0, E));
    FAILS(LAWFUL_E_LENGTH, lawful_instant_text(0, room, HUGE_LENGTH, E));
    CHECK(seconds == 77);
}

static void decisions(void) {
    lawful_decision *wrong = (lawful_decision *)rules;
    lawful_summary summary;
    lawful_ground ground;
    lawful_hinge hinge;
    lawful_other other;
    lawful_text said = {untouched, 7};
    size_t count = 77;
    int64_t seconds = 77;
    FAILS(LAWFUL_E_NULL, lawful_decision_summary(NO, &summary, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_summary(decision, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_summary(wrong, &summary, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_decision_summary(decision, ODD(lawful_summary), E));
    FAILS(LAWFUL_E_NULL, lawful_decision_count(NO, LAWFUL_GROUNDS, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_count(decision, LAWFUL_GROUNDS, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_count(wrong, LAWFUL_GROUNDS, &count, E));
    FAILS(LAWFUL_E_ENUM, lawful_decision_count(decision, 0, &count, E));
    FAILS(LAWFUL_E_ENUM, lawful_decision_count(decision, UINT32_MAX, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_id(NO, LAWFUL_GROUNDS, 0, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_id(decision, LAWFUL_GROUNDS, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_id(wrong, LAWFUL_GROUNDS, 0, &said, E));
    FAILS(LAWFUL_E_ENUM, lawful_decision_id(decision, LAWFUL_ASSUMED, 0, &said, E));
    FAILS(LAWFUL_E_INDEX, lawful_decision_id(decision, LAWFUL_GROUNDS, SIZE_MAX, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_ground(NO, LAWFUL_GROUNDS, 0, &ground, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_ground(decision, LAWFUL_GROUNDS, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_ground(wrong, LAWFUL_GROUNDS, 0, &ground, E));
    FAILS(LAWFUL_E_ENUM, lawful_decision_ground(decision, LAWFUL_MISSING, 0, &ground, E));
    FAILS(LAWFUL_E_INDEX, lawful_decision_ground(decision, LAWFUL_GROUNDS, SIZE_MAX, &ground, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_ground_by(NO, LAWFUL_GROUNDS, 0, 0, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_ground_by(decision, LAWFUL_GROUNDS, 0, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_ground_by(wrong, LAWFUL_GROUNDS, 0, 0, &said, E));
    FAILS(LAWFUL_E_ENUM, lawful_decision_ground_by(decision, LAWFUL_LIFTED, 0, 0, &said, E));
    FAILS(LAWFUL_E_INDEX, lawful_decision_ground_by(decision, LAWFUL_GROUNDS, 0, SIZE_MAX, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_hinge(NO, 0, &hinge, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_hinge(decision, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_hinge(wrong, 0, &hinge, E));
    FAILS(LAWFUL_E_INDEX, lawful_decision_hinge(decision, SIZE_MAX, &hinge, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_hinge_other(NO, 0, 0, &other, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_hinge_other(decision, 0, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_hinge_other(wrong, 0, 0, &other, E));
    FAILS(LAWFUL_E_INDEX, lawful_decision_hinge_other(decision, SIZE_MAX, 0, &other, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_assumed(NO, 0, &seconds, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_assumed(decision, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_assumed(wrong, 0, &seconds, E));
    FAILS(LAWFUL_E_INDEX, lawful_decision_assumed(decision, SIZE_MAX, &seconds, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_json(NO, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_json(decision, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_json(wrong, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_explain(NO, "en", 2, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_explain(decision, NO, 2, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_decision_explain(decision, "en", 2, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_decision_explain(wrong, "en", 2, &said, E));
    FAILS(LAWFUL_E_VALUE, lawful_decision_explain(decision, NO, 0, &said, E));
    FAILS(LAWFUL_E_UTF8, lawful_decision_explain(decision, bad_utf8, 3, &said, E));
    FAILS(LAWFUL_E_LENGTH, lawful_decision_explain(decision, "en", HUGE_LENGTH, &said, E));

    lawful_timeline *line = (lawful_timeline *)rules;
    lawful_run run;
    FAILS(LAWFUL_E_NULL, lawful_timeline_count(NO, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_count(timeline, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_count(line, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_run(NO, 0, &run, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_run(timeline, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_run(line, 0, &run, E));
    FAILS(LAWFUL_E_INDEX, lawful_timeline_run(timeline, SIZE_MAX, &run, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_ground(NO, 0, 0, &ground, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_ground(timeline, 0, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_ground(line, 0, 0, &ground, E));
    FAILS(LAWFUL_E_INDEX, lawful_timeline_ground(timeline, 0, SIZE_MAX, &ground, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_ground_by(NO, 0, 0, 0, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_ground_by(timeline, 0, 0, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_ground_by(line, 0, 0, 0, &said, E));
    FAILS(LAWFUL_E_INDEX, lawful_timeline_ground_by(timeline, SIZE_MAX, 0, 0, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_json(NO, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_json(timeline, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_json(line, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_explain(NO, "en", 2, &said, E));
    FAILS(LAWFUL_E_NULL, lawful_timeline_explain(timeline, "en", 2, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_timeline_explain(line, "en", 2, &said, E));
    FAILS(LAWFUL_E_UTF8, lawful_timeline_explain(timeline, bad_utf8, 3, &said, E));
    CHECK(said.data == untouched && said.length == 7 && count == 77 && seconds == 77);
}

static void batches(void) {
    lawful_batch *out = untouched;
    lawful_text apps[] = {text("wechat"), text("tiktok")}, bad = {bad_utf8, 3};
    lawful_column good = {text("app"), apps, NULL, 2, LAWFUL_TEXT, 0}, column = good;
    FAILS(LAWFUL_E_NULL, lawful_batch_new(NO, &good, 1, 0, 0, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_batch_new(rules, NO, 1, 0, 0, &out, E));
    FAILS(LAWFUL_E_NULL, lawful_batch_new(rules, &good, 1, 0, 0, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_batch_new((lawful_ruleset *)decision, &good, 1, 0, 0, &out, E));
    FAILS(LAWFUL_E_LENGTH, lawful_batch_new(rules, &good, HUGE_LENGTH, 0, 0, &out, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_batch_new(rules, ODD(lawful_column), 1, 0, 0, &out, E));
    FAILS(LAWFUL_E_ENUM, lawful_batch_new(rules, &good, 1, 2, 0, &out, E));
    FAILS(LAWFUL_E_LIMIT, lawful_batch_new(rules, &good, 1, 0, 1, &out, E));
    column.kind = 9;
    FAILS(LAWFUL_E_ENUM, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    column.kind = LAWFUL_NUMBER;
    FAILS(LAWFUL_E_NULL, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    column = good, column.nullable = 2;
    FAILS(LAWFUL_E_ENUM, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    column = good, column.texts = NULL;
    FAILS(LAWFUL_E_NULL, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    column = good, column.count = HUGE_LENGTH;
    FAILS(LAWFUL_E_LENGTH, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    column = good, column.texts = &bad, column.count = 1;
    FAILS(LAWFUL_E_UTF8, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    column = good, column.fact = text("weather");
    FAILS(LAWFUL_E_UNKNOWN_FACT, lawful_batch_new(rules, &column, 1, 0, 0, &out, E));
    CHECK(out == untouched);

    lawful_batch *wrong = (lawful_batch *)rules;
    uint32_t codes[8] = {0, 1, 0, 1};
    int64_t at[8] = {monday, monday, monday, monday}, until[8], outside[4] = {monday, INT64_MAX, 0, 0};
    uint8_t verdict[8];
    uint32_t ground[8];
    lawful_codes columns[1] = {{codes, 4}};
    const lawful_rows asked = {columns, 1, at, 4, NULL, 0};
    const lawful_columns_out room_for = {4, verdict, NULL, NULL, until, ground};
    lawful_rows rows = asked;
    lawful_columns_out answers = room_for;
#define REFUSED(wanted)                                                           \
    do {                                                                          \
        memset(verdict, 0xAB, sizeof verdict);                                    \
        FAILS(wanted, lawful_verdict_batch(batch, &rows, &answers, E));           \
        for (int n = 0; n < 4; n++) {                                             \
            CHECK(verdict[n] == LAWFUL_NO_VERDICT || verdict[n] == 0xAB);         \
        }                                                                         \
        rows = asked, answers = room_for, columns[0].codes = codes, columns[0].count = 4; \
    } while (0)
    FAILS(LAWFUL_E_NULL, lawful_verdict_batch(NO, &rows, &answers, E));
    FAILS(LAWFUL_E_NULL, lawful_verdict_batch(batch, NO, &answers, E));
    FAILS(LAWFUL_E_NULL, lawful_verdict_batch(batch, &rows, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_verdict_batch(wrong, &rows, &answers, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_verdict_batch(batch, ODD(lawful_rows), &answers, E));
    rows.columns = NULL;
    REFUSED(LAWFUL_E_NULL);
    rows.column_count = 0;
    REFUSED(LAWFUL_E_LIMIT);
    rows.column_count = HUGE_LENGTH;
    REFUSED(LAWFUL_E_LENGTH);
    rows.at = NULL;
    REFUSED(LAWFUL_E_NULL);
    rows.at = ODD(int64_t);
    REFUSED(LAWFUL_E_ALIGNMENT);
    rows.at_count = 3;
    REFUSED(LAWFUL_E_LIMIT);
    rows.at_count = HUGE_LENGTH / 4;
    REFUSED(LAWFUL_E_LENGTH);
    rows.at = outside;
    REFUSED(LAWFUL_E_INSTANT);
    rows.known = at, rows.known_count = 5;
    REFUSED(LAWFUL_E_LIMIT);
    rows.known = outside, rows.known_count = 4;
    REFUSED(LAWFUL_E_INSTANT);
    columns[0].codes = NULL;
    REFUSED(LAWFUL_E_NULL);
    columns[0].codes = ODD(uint32_t);
    REFUSED(LAWFUL_E_ALIGNMENT);
    columns[0].count = 3;
    REFUSED(LAWFUL_E_LIMIT);
    answers.verdict = NULL;
    REFUSED(LAWFUL_E_NULL);
    answers.count = 3;
    REFUSED(LAWFUL_E_LIMIT);
    answers.count = HUGE_LENGTH / 2 + 1;
    REFUSED(LAWFUL_E_LENGTH);
    answers.valid_until = ODD(int64_t);
    REFUSED(LAWFUL_E_ALIGNMENT);
    answers.ground = codes;
    REFUSED(LAWFUL_E_OVERLAP);
    answers.at_least = verdict;
    REFUSED(LAWFUL_E_OVERLAP);
    answers.valid_until = at;
    REFUSED(LAWFUL_E_OVERLAP);
    codes[2] = 2;
    REFUSED(LAWFUL_E_UNKNOWN_REFERENCE);
    codes[2] = LAWFUL_NOT_STATED;
    REFUSED(LAWFUL_E_UNKNOWN_REFERENCE);
    codes[2] = 0;
    CHECK(at[0] == monday && codes[1] == 1);
    MUST(lawful_verdict_batch(batch, &rows, &answers, NULL));

    size_t count = 77;
    lawful_invalid invalid;
    lawful_ground row;
    FAILS(LAWFUL_E_NULL, lawful_batch_invalid(NO, 0, &invalid, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_batch_invalid(batch, 0, &invalid, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_batch_invalid(wrong, 0, &invalid, &count, E));
    FAILS(LAWFUL_E_INDEX, lawful_batch_invalid(batch, 0, &invalid, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_batch_ground(NO, 0, 0, &row, &count, E));
    FAILS(LAWFUL_E_NULL, lawful_batch_ground(batch, 0, 0, &row, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_batch_ground(wrong, 0, 0, &row, &count, E));
    FAILS(LAWFUL_E_INDEX, lawful_batch_ground(batch, UINT32_MAX, 0, &row, &count, E));
    FAILS(LAWFUL_E_INDEX, lawful_batch_ground(batch, 0, SIZE_MAX, &row, &count, E));
    CHECK(count == 77);
}

/* Tables: what is wrong with array or schema is told, and neither is released. */
static void tables(void) {
    static const int32_t ends[] = {0, 6, 12}, falling[] = {0, 6, 3};
    static const int8_t codes[] = {0, 1}, beyond[] = {0, 2}, below[] = {0, -1};
    static const uint64_t large[] = {0, UINT64_MAX};
    static const uint8_t first_only[] = {1};
    const int64_t when[] = {monday, monday}, outside[] = {monday, INT64_MAX};
    const int64_t huge[] = {0, 6, INT64_MIN};
    column entries, app, at, more;
    table asked;
    struct ArrowArray answers, untouched_array;
    struct ArrowSchema schema, untouched_schema;
    memset(&answers, 0xAB, sizeof answers), memset(&schema, 0xAB, sizeof schema);
    memcpy(&untouched_array, &answers, sizeof answers), memcpy(&untouched_schema, &schema, sizeof schema);
    lawful_ruleset *wrong = (lawful_ruleset *)batch;
#define ASKED &asked.array, &asked.schema
#define GOOD()                                                                    \
    do {                                                                          \
        fill(&entries, "", "u", 2, NULL, ends, "wechattiktok");                   \
        fill(&app, "app", "u", 2, NULL, ends, "wechattiktok");                    \
        fill(&at, "at", "tss:UTC", 2, NULL, when, NULL);                          \
        fill(&more, "known", "l", 2, NULL, when, NULL);                           \
        fill_table(&asked, 2, (column *[]){&app, &at, &more}, 3);                 \
    } while (0)
#define NO_TABLE(wanted)                                                          \
    do {                                                                          \
        FAILS(wanted, lawful_verdict_arrow(rules, ASKED, 0, 0, &answers, &schema, E)); \
        CHECK(memcmp(&answers, &untouched_array, sizeof answers) == 0);           \
        CHECK(memcmp(&schema, &untouched_schema, sizeof schema) == 0);            \
        GOOD();                                                                   \
    } while (0)
    GOOD();
    FAILS(LAWFUL_E_NULL, lawful_verdict_arrow(NO, ASKED, 0, 0, &answers, &schema, E));
    FAILS(LAWFUL_E_NULL, lawful_verdict_arrow(rules, NO, &asked.schema, 0, 0, &answers, &schema, E));
    FAILS(LAWFUL_E_NULL, lawful_verdict_arrow(rules, &asked.array, NO, 0, 0, &answers, &schema, E));
    FAILS(LAWFUL_E_NULL, lawful_verdict_arrow(rules, ASKED, 0, 0, NO, &schema, E));
    FAILS(LAWFUL_E_NULL, lawful_verdict_arrow(rules, ASKED, 0, 0, &answers, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_verdict_arrow(wrong, ASKED, 0, 0, &answers, &schema, E));
    FAILS(LAWFUL_E_OVERLAP, lawful_verdict_arrow(rules, ASKED, 0, 0, &asked.array, &schema, E));
    FAILS(LAWFUL_E_OVERLAP, lawful_verdict_arrow(rules, ASKED, 0, 0, &answers, &asked.schema, E));
    FAILS(LAWFUL_E_ALIGNMENT,
          lawful_verdict_arrow(rules, ODD(struct ArrowArray), &asked.schema, 0, 0, &answers, &schema, E));
    FAILS(LAWFUL_E_ALIGNMENT, lawful_verdict_arrow(rules, ASKED, 0, 0, ODD(struct ArrowArray), &schema, E));
    FAILS(LAWFUL_E_ENUM, lawful_verdict_arrow(rules, ASKED, 2, 0, &answers, &schema, E));
    FAILS(LAWFUL_E_LIMIT, lawful_verdict_arrow(rules, ASKED, 0, 1, &answers, &schema, E));
    asked.array.release = NULL;
    NO_TABLE(LAWFUL_E_HANDLE);
    asked.schema.release = NULL;
    NO_TABLE(LAWFUL_E_HANDLE);
    app.array.release = NULL;
    NO_TABLE(LAWFUL_E_HANDLE);
    asked.schema.format = NULL;
    NO_TABLE(LAWFUL_E_TYPE);
    asked.schema.format = "+l";
    NO_TABLE(LAWFUL_E_TYPE);
    asked.schema.format = (const char[]){(char)0xff, 0};
    NO_TABLE(LAWFUL_E_UTF8);
    app.schema.format = "vz";
    NO_TABLE(LAWFUL_E_TYPE);
    /* The view of the second row, wrong in every way in which a view can be. */
    static const struct {
        view view;
        lawful_status wanted;
    } bad[] = {{{-1, {.text = "wechat"}}, LAWFUL_E_VALUE},
               {{INT32_MAX, {.shown = {{'a', 'p', 'p', '-'}, 0, 0}}}, LAWFUL_E_VALUE},
               {{18, {.shown = {{'a', 'p', 'p', '-'}, 2, 0}}}, LAWFUL_E_VALUE},
               {{18, {.shown = {{'a', 'p', 'p', '-'}, -1, 0}}}, LAWFUL_E_VALUE},
               {{18, {.shown = {{'a', 'p', 'p', '-'}, 0, 1}}}, LAWFUL_E_VALUE},
               {{18, {.shown = {{'a', 'p', 'p', '-'}, 0, INT32_MAX}}}, LAWFUL_E_VALUE},
               {{18, {.shown = {{'a', 'p', 'p', '-'}, 0, -1}}}, LAWFUL_E_VALUE},
               {{18, {.shown = {{'w', 'e', 'c', 'h'}, 0, 0}}}, LAWFUL_E_VALUE},
               {{1, {.text = {(char)0xff}}}, LAWFUL_E_UTF8}};
    static const char first[] = "app-store/download";
    static const int64_t lengths[] = {sizeof first - 1, 0}, negative[] = {-1, 0};
    view views[] = {{18, {.shown = {{'a', 'p', 'p', '-'}, 0, 0}}}, {18, {.shown = {{'a', 'p', 'p', '-'}, 0, 0}}}};
#define VIEWS(of) fill_views(&app, "activity", 2, NULL, views, first, NULL, of)
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
        VIEWS(lengths);
        views[1] = bad[n].view;
        NO_TABLE(bad[n].wanted);
    }
    VIEWS(negative);
    NO_TABLE(LAWFUL_E_LENGTH);
    VIEWS(NULL);
    NO_TABLE(LAWFUL_E_NULL);
    VIEWS(lengths), app.buffers[2] = NULL;
    NO_TABLE(LAWFUL_E_NULL);
    VIEWS(lengths), app.array.n_buffers = 2;
    NO_TABLE(LAWFUL_E_TYPE);
    views[1] = views[0];
    VIEWS(lengths);
    MUST(lawful_verdict_arrow(rules, ASKED, 0, 0, &answers, &schema, NULL));
    answers.release(&answers), schema.release(&schema);
    memcpy(&answers, &untouched_array, sizeof answers), memcpy(&schema, &untouched_schema, sizeof schema);
    GOOD();
    app.schema.name = (const char[]){(char)0xff, 0};
    NO_TABLE(LAWFUL_E_UTF8);
    app.schema.name = "weather";
    NO_TABLE(LAWFUL_E_UNKNOWN_FACT);
    app.schema.name = NULL;
    NO_TABLE(LAWFUL_E_UNKNOWN_FACT);
    app.schema.name = "at";
    NO_TABLE(LAWFUL_E_TYPE);
    more.schema.name = "at";
    NO_TABLE(LAWFUL_E_VALUE);
    at.schema.name = "weather";
    NO_TABLE(LAWFUL_E_TYPE);
    asked.array.n_children = asked.schema.n_children = 1;
    NO_TABLE(LAWFUL_E_MISSING_KEY);
    asked.array.n_children = 2;
    NO_TABLE(LAWFUL_E_TYPE);
    asked.array.n_children = -1;
    NO_TABLE(LAWFUL_E_LENGTH);
    asked.array.n_children = INT64_MAX;
    NO_TABLE(LAWFUL_E_LENGTH);
    asked.array.children = NULL;
    NO_TABLE(LAWFUL_E_NULL);
    asked.arrays[0] = NULL;
    NO_TABLE(LAWFUL_E_NULL);
    asked.array.n_buffers = 0;
    NO_TABLE(LAWFUL_E_TYPE);
    asked.array.buffers = NULL;
    NO_TABLE(LAWFUL_E_NULL);
    asked.array.length = -1;
    NO_TABLE(LAWFUL_E_LENGTH);
    asked.array.length = 3;
    NO_TABLE(LAWFUL_E_LIMIT);
    asked.array.offset = INT64_MIN;
    NO_TABLE(LAWFUL_E_LENGTH);
    asked.array.offset = 1;
    NO_TABLE(LAWFUL_E_LIMIT);
    asked.array.length = at.array.length = app.array.length = more.array.length = INT64_MAX;
    NO_TABLE(LAWFUL_E_LENGTH);
    app.array.offset = INT64_MAX;
    NO_TABLE(LAWFUL_E_LENGTH);
    asked.array.null_count = 1;
    NO_TABLE(LAWFUL_E_NULL);
    asked.array.null_count = 1, asked.buffers[0] = first_only;
    NO_TABLE(LAWFUL_E_VALUE);
    at.array.null_count = 1, at.buffers[0] = first_only;
    NO_TABLE(LAWFUL_E_VALUE);
    at.buffers[1] = NULL;
    NO_TABLE(LAWFUL_E_NULL);
    at.buffers[1] = ODD(int64_t);
    NO_TABLE(LAWFUL_E_ALIGNMENT);
    at.buffers[1] = outside;
    NO_TABLE(LAWFUL_E_INSTANT);
    at.schema.format = "tss:";
    NO_TABLE(LAWFUL_E_ZONE);
    at.schema.format = "tdD";
    NO_TABLE(LAWFUL_E_TYPE);
    at.schema.format = "L", at.buffers[1] = large;
    NO_TABLE(LAWFUL_E_VALUE);
    app.array.n_buffers = 2;
    NO_TABLE(LAWFUL_E_TYPE);
    app.buffers[1] = falling;
    NO_TABLE(LAWFUL_E_VALUE);
    app.schema.format = "U", app.buffers[1] = huge;
    NO_TABLE(LAWFUL_E_VALUE);
    app.buffers[2] = "wechat\xff\xff\xff\xff\xff\xff";
    NO_TABLE(LAWFUL_E_UTF8);
    app.array.dictionary = &entries.array;
    app.schema.dictionary = &entries.schema;
    NO_TABLE(LAWFUL_E_TYPE);
#define DICTIONARY(indices)                                                       \
    fill(&app, "app", "c", 2, NULL, indices, NULL);                               \
    app.array.dictionary = &entries.array, app.schema.dictionary = &entries.schema
    DICTIONARY(codes);
    app.array.dictionary = NULL;
    NO_TABLE(LAWFUL_E_NULL);
    DICTIONARY(beyond);
    NO_TABLE(LAWFUL_E_UNKNOWN_REFERENCE);
    DICTIONARY(below);
    NO_TABLE(LAWFUL_E_UNKNOWN_REFERENCE);
    DICTIONARY(codes);
    entries.array.release = NULL;
    NO_TABLE(LAWFUL_E_HANDLE);
    DICTIONARY(codes);
    MUST(lawful_verdict_arrow(rules, ASKED, 0, 0, &answers, &schema, NULL));
    answers.release(&answers);
    schema.release(&schema);
    CHECK(asked.array.release != NULL && asked.schema.release != NULL && entries.array.release != NULL);
}

static void others(void) {
    lawful_engine *made = untouched, *wrong = (lawful_engine *)rules;
    lawful_ruleset *snapshot = untouched;
    FAILS(LAWFUL_E_NULL, lawful_engine_new(NO, NULL, NULL, &made, E));
    FAILS(LAWFUL_E_NULL, lawful_engine_new(rules, NULL, NULL, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_engine_new((lawful_ruleset *)engine, NULL, NULL, &made, E));
    FAILS(LAWFUL_E_NULL, lawful_engine_snapshot(NO, &snapshot, E));
    FAILS(LAWFUL_E_NULL, lawful_engine_snapshot(engine, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_engine_snapshot(wrong, &snapshot, E));
    FAILS(LAWFUL_E_NULL, lawful_engine_replace(NO, rules, E));
    FAILS(LAWFUL_E_NULL, lawful_engine_replace(engine, NO, E));
    FAILS(LAWFUL_E_HANDLE, lawful_engine_replace(wrong, rules, E));
    FAILS(LAWFUL_E_HANDLE, lawful_engine_replace(engine, (lawful_ruleset *)engine, E));
    CHECK(made == untouched && snapshot == untouched);

    lawful_posture posture = {1, 1, 1, 1, 1, 1, 1, 1};
    uint32_t action = 77;
    FAILS(LAWFUL_E_NULL, lawful_posture_action(NO, 1, 1, &action, E));
    FAILS(LAWFUL_E_NULL, lawful_posture_action(&posture, 1, 1, NO, E));
    FAILS(LAWFUL_E_ENUM, lawful_posture_action(&posture, 0, 1, &action, E));
    FAILS(LAWFUL_E_ENUM, lawful_posture_action(&posture, 8, 1, &action, E));
    FAILS(LAWFUL_E_ENUM, lawful_posture_action(&posture, 255, 1, &action, E));
    FAILS(LAWFUL_E_ENUM, lawful_posture_action(&posture, 1, 2, &action, E));
    posture.prohibited = 0;
    FAILS(LAWFUL_E_VALUE, lawful_posture_action(&posture, 1, 1, &action, E));
    CHECK(action == 77);

    CHECK(lawful_error_status(NULL) == LAWFUL_OK && lawful_error_count(NULL) == 0);
    CHECK(lawful_error_message(NULL).length == 0);
    lawful_error *no_error = (lawful_error *)rules;
    lawful_problem problem;
    CHECK(lawful_error_status(no_error) == LAWFUL_E_HANDLE && lawful_error_count(no_error) == 0);
    CHECK(lawful_error_message(no_error).length == 0);
    CHECK(lawful_error_problem(NULL, 0, &problem) == LAWFUL_E_NULL);
    CHECK(lawful_error_problem(no_error, 0, &problem) == LAWFUL_E_HANDLE);
    CHECK(lawful_error_problem(no_error, 0, NULL) == LAWFUL_E_NULL);
    CHECK(lawful_status_name(-1).length == 0 && lawful_status_name(INT32_MIN).length == 0);
    CHECK(lawful_verdict_name(255).length == 0);

    /* A place for an error that cannot be written does not hide the status. */
    CHECK(lawful_decision_json(NULL, NULL, ODD(lawful_error *)) == LAWFUL_E_NULL);

    CHECK(lawful_ruleset_free(NULL) == LAWFUL_OK && lawful_transaction_free(NULL) == LAWFUL_OK);
    CHECK(lawful_decision_free(NULL) == LAWFUL_OK && lawful_timeline_free(NULL) == LAWFUL_OK);
    CHECK(lawful_batch_free(NULL) == LAWFUL_OK && lawful_engine_free(NULL) == LAWFUL_OK);
    CHECK(lawful_error_free(NULL) == LAWFUL_OK);
    CHECK(lawful_ruleset_free((lawful_ruleset *)decision) == LAWFUL_E_HANDLE);
    CHECK(lawful_transaction_free((lawful_transaction *)rules) == LAWFUL_E_HANDLE);
    CHECK(lawful_decision_free((lawful_decision *)rules) == LAWFUL_E_HANDLE);
    CHECK(lawful_timeline_free((lawful_timeline *)rules) == LAWFUL_E_HANDLE);
    CHECK(lawful_batch_free((lawful_batch *)rules) == LAWFUL_E_HANDLE);
    CHECK(lawful_engine_free((lawful_engine *)rules) == LAWFUL_E_HANDLE);
    CHECK(lawful_error_free((lawful_error *)rules) == LAWFUL_E_HANDLE);
    CHECK(lawful_ruleset_free(ODD(lawful_ruleset)) == LAWFUL_E_ALIGNMENT);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    rules = load(argv[1]);
    monday = instant("2020-09-21T12:00:00Z");
    lawful_fact facts[] = {fact("app", "wechat"), fact("activity", "app-store/download"), fact("location", "US")};
    MUST(lawful_transaction_new(rules, facts, 3, LAWFUL_PRESUMED, NULL, 0, &transaction, NULL));
    MUST(lawful_decide(rules, transaction, monday, monday, &decision, NULL));
    MUST(lawful_timeline_new(rules, transaction, monday, &timeline, NULL));
    lawful_text apps[] = {text("wechat"), text("tiktok")};
    lawful_column column = {text("app"), apps, NULL, 2, LAWFUL_TEXT, 0};
    MUST(lawful_batch_new(rules, &column, 1, 0, 0, &batch, NULL));
    MUST(lawful_engine_new(rules, NULL, NULL, &engine, NULL));
    lawful_text before, after;
    MUST(lawful_decision_json(decision, &before, NULL));
    rule_sets();
    transactions();
    asking();
    decisions();
    batches();
    tables();
    others();
    /* Everything is as it was. */
    lawful_decision *again = NULL;
    MUST(lawful_decide(rules, transaction, monday, monday, &again, NULL));
    MUST(lawful_decision_json(again, &after, NULL));
    CHECK(before.length == after.length && memcmp(before.data, after.data, after.length) == 0);
    MUST(lawful_decision_free(again));
    MUST(lawful_engine_free(engine));
    MUST(lawful_batch_free(batch));
    MUST(lawful_timeline_free(timeline));
    MUST(lawful_decision_free(decision));
    MUST(lawful_transaction_free(transaction));
    MUST(lawful_ruleset_free(rules));
    printf("%d wrong calls, %d failures\n", calls, failures);
    return failures != 0;
}
