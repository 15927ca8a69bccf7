/* Every function once, as it is meant to be used. */
#include "common.h"

static lawful_transaction *download_of(const char *app, const lawful_ruleset *rules) {
    lawful_fact facts[] = {fact("app", app), fact("activity", "app-store/download"),
                           fact("actor", "app-store"), fact("location", "US"), fact("storefront", "US")};
    lawful_transaction *transaction = NULL;
    MUST(lawful_transaction_new(rules, facts, 5, LAWFUL_PRESUMED, NULL, 0, &transaction, NULL));
    return transaction;
}

static lawful_transaction *download(const lawful_ruleset *rules) {
    return download_of("wechat", rules);
}

static void versions(void) {
    CHECK(lawful_abi_version() == LAWFUL_ABI_VERSION);
    CHECK(is(lawful_version(), LAWFUL_VERSION));
    CHECK(lawful_version_number() == LAWFUL_VERSION_NUMBER);
    CHECK(is(lawful_status_name(LAWFUL_E_REGION), "E-region"));
    CHECK(is(lawful_status_name(LAWFUL_E_STALE), "E-stale"));
    CHECK(lawful_status_name(9999).length == 0);
    CHECK(is(lawful_verdict_name(LAWFUL_SUSPENDED), "suspended"));
    CHECK(is(lawful_verdict_name(LAWFUL_INDETERMINATE), "indeterminate"));
    CHECK(lawful_verdict_name(LAWFUL_NO_VERDICT).length == 0);
    char buffer[LAWFUL_INSTANT_SIZE];
    MUST(lawful_instant_text(instant("2020-09-20T23:59:00-04:00"), buffer, sizeof buffer, NULL));
    CHECK(strcmp(buffer, "2020-09-21T03:59:00Z") == 0);
    CHECK(lawful_instant_text(0, buffer, sizeof buffer - 1, NULL) == LAWFUL_E_BUFFER);
}

static void rule_sets(const lawful_ruleset *rules) {
    lawful_ruleset_info info;
    MUST(lawful_ruleset_about(rules, &info, NULL));
    CHECK(info.content_hash.length == 64 && info.revision > 0 && info.title.length > 0);
    lawful_text prepared;
    MUST(lawful_ruleset_prepared(rules, &prepared, NULL));
    lawful_ruleset *again = NULL;
    MUST(lawful_ruleset_from_prepared(prepared.data, prepared.length, &again, NULL));
    lawful_ruleset_info same;
    MUST(lawful_ruleset_about(again, &same, NULL));
    CHECK(memcmp(same.content_hash.data, info.content_hash.data, 64) == 0);
    lawful_provision provision;
    const char *id = "us/commerce/wechat-identification#1";
    MUST(lawful_ruleset_provision(again, id, strlen(id), "en", 2, &provision, NULL));
    CHECK(is(provision.id, id) && is(provision.kind, "prohibition"));
    size_t count = 0;
    lawful_text required;
    MUST(lawful_ruleset_required_fact(again, "app-store/download", 18, 0, NULL, &count, NULL));
    CHECK(count > 0);
    MUST(lawful_ruleset_required_fact(again, "app-store/download", 18, count - 1, &required, &count, NULL));
    CHECK(required.length > 0);
    lawful_ruleset *none = NULL;
    lawful_error *error = NULL;
    CHECK(lawful_ruleset_from_prepared(prepared.data, prepared.length - 1, &none, &error) == LAWFUL_E_FORMAT);
    CHECK(none == NULL && error != NULL && lawful_error_status(error) == LAWFUL_E_FORMAT);
    CHECK(lawful_error_message(error).length > 0);
    MUST(lawful_error_free(error));
    MUST(lawful_ruleset_free(again));
}

static void documents(void) {
    lawful_ruleset *rules = NULL;
    lawful_error *error = NULL;
    const char *json = "{\"format\":\"lawful/1\"";
    lawful_status status = lawful_ruleset_from_interchange(json, strlen(json), &rules, &error);
    if (lawful_features() & LAWFUL_FEATURE_AUTHORING) {
        CHECK(status == LAWFUL_E_SYNTAX);
        lawful_problem problem;
        CHECK(lawful_error_count(error) > 0);
        MUST(lawful_error_problem(error, 0, &problem));
        CHECK(problem.status == LAWFUL_E_SYNTAX && problem.message.length > 0 && problem.file.length > 0);
        CHECK(lawful_error_problem(error, lawful_error_count(error), &problem) == LAWFUL_E_INDEX);
    } else {
        CHECK(status == LAWFUL_E_FEATURE);
    }
    MUST(lawful_error_free(error));
    lawful_text folder = text("/nonexistent");
    status = lawful_ruleset_from_folders(&folder, 1, &rules, NULL);
    CHECK(status == (lawful_features() & LAWFUL_FEATURE_AUTHORING ? LAWFUL_E_IO : LAWFUL_E_FEATURE));
    CHECK(rules == NULL);
}

static void asking(const lawful_ruleset *rules) {
    lawful_transaction *transaction = download(rules);
    int64_t monday = instant("2020-09-21T12:00:00Z"), friday = instant("2020-09-18T22:00:00Z");
    lawful_outcome outcome;
    MUST(lawful_verdict(rules, transaction, monday, LAWFUL_KNOWN_ALL, &outcome, NULL));
    CHECK(outcome.verdict == LAWFUL_SUSPENDED && outcome.possible == 1 << (LAWFUL_SUSPENDED - 1));
    CHECK(outcome.at_least == LAWFUL_SUSPENDED && outcome.at_most == LAWFUL_SUSPENDED);
    CHECK(outcome.valid_until == instant("2021-06-10T04:00:00Z"));
    MUST(lawful_verdict(rules, transaction, monday, friday, &outcome, NULL));
    CHECK(outcome.verdict == LAWFUL_PROHIBITED);

    lawful_outcome found;
    lawful_fact facts[] = {fact("app", "wechat"), fact("activity", "app-store/download"),
                           fact("actor", "app-store"), fact("location", "US"), fact("storefront", "US")};
    for (int round = 0; round < 2; round++) {
        MUST(lawful_look_up(rules, facts, 5, monday, friday, &found, NULL));
        CHECK(memcmp(&found, &outcome, sizeof found) == 0);
    }
    facts[3] = fact("location", "QQ");
    facts[4] = fact("weather", "fine");
    lawful_error *error = NULL;
    CHECK(lawful_look_up(rules, facts, 5, monday, friday, &found, &error) == LAWFUL_E_REGION);
    CHECK(found.verdict == LAWFUL_NO_VERDICT && lawful_error_count(error) == 2);
    lawful_problem problem;
    MUST(lawful_error_problem(error, 1, &problem));
    CHECK(problem.status == LAWFUL_E_UNKNOWN_FACT);
    MUST(lawful_error_free(error));

    MUST(lawful_decide_over(rules, transaction, friday, monday, friday, &outcome, NULL));
    CHECK(outcome.verdict == LAWFUL_INDETERMINATE && outcome.at_most == LAWFUL_PROHIBITED);
    CHECK(lawful_decide_over(rules, transaction, monday, monday, friday, &outcome, NULL) == LAWFUL_E_WINDOW);
    CHECK(outcome.verdict == LAWFUL_NO_VERDICT);

    lawful_transaction *written = NULL;
    const char *json = "{\"ask\":{\"activity\":\"app-store/download\",\"actor\":\"app-store\",\"app\":\"wechat\","
                       "\"location\":\"US\"},\"readings\":\"presumed\"}";
    MUST(lawful_transaction_from_json(rules, json, strlen(json), &written, NULL));
    MUST(lawful_verdict(rules, written, monday, monday, &outcome, NULL));
    CHECK(outcome.verdict == LAWFUL_INDETERMINATE);
    MUST(lawful_transaction_free(written));
    MUST(lawful_transaction_free(transaction));
}

static lawful_decision *decided(const lawful_ruleset *rules, const char *app, const char *at, int64_t known) {
    lawful_transaction *transaction = download_of(app, rules);
    lawful_decision *decision = NULL;
    MUST(lawful_decide(rules, transaction, instant(at), known, &decision, NULL));
    MUST(lawful_transaction_free(transaction));
    return decision;
}

/* Half an hour before a ban, whose start rests on a reading. */
static void hinges(const lawful_ruleset *rules) {
    lawful_decision *decision = decided(rules, "wechat", "2020-09-21T03:30:00Z", instant("2020-09-18T22:00:00Z"));
    size_t count = 0;
    MUST(lawful_decision_count(decision, LAWFUL_HINGES, &count, NULL));
    CHECK(count == 1);
    for (size_t n = 0; n < count; n++) {
        lawful_text id;
        lawful_hinge hinge;
        MUST(lawful_decision_id(decision, LAWFUL_HINGES, n, &id, NULL));
        MUST(lawful_decision_hinge(decision, n, &hinge, NULL));
        CHECK(is(hinge.id, "us/commerce/wechat-identification#start") && hinge.id.data == id.data);
        CHECK(hinge.presumed.length > 0 && hinge.other_count > 0);
        lawful_other other;
        for (size_t o = 0; o < hinge.other_count; o++) {
            MUST(lawful_decision_hinge_other(decision, n, o, &other, NULL));
            CHECK(other.value.length > 0 && other.possible == 1 << (LAWFUL_PROHIBITED - 1));
        }
        CHECK(lawful_decision_hinge_other(decision, n, hinge.other_count, &other, NULL) == LAWFUL_E_INDEX);
    }
    lawful_hinge none;
    CHECK(lawful_decision_hinge(decision, count, &none, NULL) == LAWFUL_E_INDEX);
    MUST(lawful_decision_free(decision));
}

/* Between two injunctions, of each of which the day is known and not the hour. */
static void assumed(const lawful_ruleset *rules) {
    static const char *const expected[] = {"2020-10-31T04:00:00Z", "2020-12-08T05:00:00Z"};
    lawful_decision *decision = decided(rules, "tiktok", "2020-10-31T04:00:00Z", instant("2020-12-09T16:00:00Z"));
    size_t count = 0;
    int64_t seconds = 0;
    MUST(lawful_decision_count(decision, LAWFUL_ASSUMED, &count, NULL));
    CHECK(count == 2);
    for (size_t n = 0; n < count && n < 2; n++) {
        MUST(lawful_decision_assumed(decision, n, &seconds, NULL));
        CHECK(seconds == instant(expected[n]));
    }
    CHECK(lawful_decision_assumed(decision, count, &seconds, NULL) == LAWFUL_E_INDEX);
    MUST(lawful_decision_free(decision));
}

static void decisions(const lawful_ruleset *rules) {
    lawful_decision *decision = decided(rules, "wechat", "2020-09-21T12:00:00Z", LAWFUL_KNOWN_ALL);
    lawful_summary summary;
    MUST(lawful_decision_summary(decision, &summary, NULL));
    CHECK(summary.verdict == LAWFUL_SUSPENDED && summary.covered == 1 && summary.exact == 1);
    CHECK(summary.next_verdict == LAWFUL_UNREGULATED && summary.next_at == summary.valid_until);
    CHECK(summary.known == LAWFUL_KNOWN_ALL);
    size_t count = 0;
    MUST(lawful_decision_count(decision, LAWFUL_GROUNDS, &count, NULL));
    CHECK(count == 1);
    lawful_ground ground;
    lawful_text id;
    MUST(lawful_decision_ground(decision, LAWFUL_GROUNDS, 0, &ground, NULL));
    CHECK(is(ground.id, "us/commerce/wechat-identification#1") && ground.by_count == 1);
    CHECK(ground.status == LAWFUL_SUSPENDED && ground.certain == 1);
    MUST(lawful_decision_ground_by(decision, LAWFUL_GROUNDS, 0, 0, &id, NULL));
    CHECK(is(id, "us/cand/wechat-injunction#1"));
    for (uint32_t list = LAWFUL_GROUNDS; list < LAWFUL_ASSUMED; list++) {
        MUST(lawful_decision_count(decision, list, &count, NULL));
        for (size_t n = 0; n < count; n++) {
            MUST(lawful_decision_id(decision, list, n, &id, NULL));
            CHECK(id.length > 0);
        }
        CHECK(lawful_decision_id(decision, list, count, &id, NULL) == LAWFUL_E_INDEX);
    }
    lawful_text json, once_more, english, chinese;
    MUST(lawful_decision_json(decision, &json, NULL));
    MUST(lawful_decision_json(decision, &once_more, NULL));
    CHECK(json.data == once_more.data && json.length > 100 && json.data[0] == '{');
    MUST(lawful_decision_explain(decision, "en-US", 5, &english, NULL));
    MUST(lawful_decision_explain(decision, "zh-TW", 5, &chinese, NULL));
    CHECK(english.length > 100 && chinese.length > 100 && english.data != chinese.data);
    CHECK(lawful_decision_explain(decision, "tlh", 3, &english, NULL) == LAWFUL_E_VALUE);
    MUST(lawful_decision_free(decision));
}

static void timelines(const lawful_ruleset *rules) {
    lawful_transaction *transaction = download(rules);
    lawful_timeline *timeline = NULL;
    MUST(lawful_timeline_new(rules, transaction, LAWFUL_KNOWN_ALL, &timeline, NULL));
    MUST(lawful_transaction_free(transaction));
    size_t count = 0;
    MUST(lawful_timeline_count(timeline, &count, NULL));
    CHECK(count > 2);
    int64_t end = LAWFUL_NO_START;
    size_t grounds = 0;
    for (size_t n = 0; n < count; n++) {
        lawful_run run;
        lawful_ground ground;
        lawful_text id, last = {NULL, 0};
        MUST(lawful_timeline_run(timeline, n, &run, NULL));
        CHECK(run.from == end && run.verdict != LAWFUL_NO_VERDICT);
        end = run.until;
        for (size_t g = 0; g < run.ground_count; g++, grounds++) {
            MUST(lawful_timeline_ground(timeline, n, g, &ground, NULL));
            for (size_t b = 0; b < ground.by_count; b++) {
                MUST(lawful_timeline_ground_by(timeline, n, g, b, &id, NULL));
                CHECK(id.length > 0 && id.data != last.data);
                last = id;
            }
        }
    }
    CHECK(end == LAWFUL_NO_END && grounds > 0);
    lawful_text said;
    MUST(lawful_timeline_json(timeline, &said, NULL));
    CHECK(said.length > 100);
    MUST(lawful_timeline_explain(timeline, "zh-Hans", 7, &said, NULL));
    CHECK(said.length > 100);
    MUST(lawful_timeline_free(timeline));
}

static void batches(const lawful_ruleset *rules) {
    lawful_text apps[] = {text("wechat"), text("tiktok"), text("no such app!")};
    lawful_text activities[] = {text("app-store/download")}, places[] = {text("US"), text("DE")};
    lawful_column columns[] = {{text("app"), apps, NULL, 3, LAWFUL_TEXT, 0},
                               {text("activity"), activities, NULL, 1, LAWFUL_TEXT, 0},
                               {text("location"), places, NULL, 2, LAWFUL_TEXT, 1}};
    lawful_batch *batch = NULL;
    lawful_error *error = NULL;
    CHECK(lawful_batch_new(rules, columns, 3, 0, 0, &batch, &error) == LAWFUL_E_ID);
    CHECK(batch == NULL);
    MUST(lawful_error_free(error));
    CHECK(lawful_batch_new(rules, columns, 3, 1, 1, &batch, NULL) == LAWFUL_E_LIMIT);
    MUST(lawful_batch_new(rules, columns, 3, 1, 0, &batch, NULL));
    size_t count = 0;
    lawful_invalid invalid;
    MUST(lawful_batch_invalid(batch, 0, &invalid, &count, NULL));
    CHECK(count == 1 && invalid.column == 0 && invalid.code == 2 && invalid.status == LAWFUL_E_ID);

    enum { ROWS = 1000 };
    static uint32_t app[ROWS], activity[ROWS], place[ROWS], ground[ROWS];
    static int64_t at[ROWS], until[ROWS];
    static uint8_t verdict[ROWS], least[ROWS], most[ROWS];
    int64_t start = instant("2020-08-01T00:00:00Z");
    for (uint32_t n = 0; n < ROWS; n++) {
        app[n] = n % 3;
        place[n] = n % 4 == 3 ? LAWFUL_NOT_STATED : n % 2;
        at[n] = start + (int64_t)n * 86400;
    }
    lawful_codes codes[] = {{app, ROWS}, {activity, ROWS}, {place, ROWS}};
    lawful_rows asked = {codes, 3, at, ROWS, NULL, 0};
    lawful_columns_out answers = {ROWS, verdict, least, most, until, ground};
    MUST(lawful_verdict_batch(batch, &asked, &answers, NULL));
    for (size_t n = 0; n < ROWS; n++) {
        if (app[n] == 2) {
            CHECK(verdict[n] == LAWFUL_NO_VERDICT);
            continue;
        }
        lawful_fact facts[] = {fact("activity", "app-store/download"), {text("app"), apps[app[n]], 0, LAWFUL_TEXT, 0},
                               {text("location"), places[place[n] % 2], 0, LAWFUL_TEXT, 0}};
        lawful_outcome one;
        MUST(lawful_look_up(rules, facts, place[n] == LAWFUL_NOT_STATED ? 2 : 3, at[n], LAWFUL_KNOWN_ALL, &one, NULL));
        CHECK(one.verdict == verdict[n] && one.at_least == least[n] && one.at_most == most[n]);
        CHECK(one.valid_until == until[n]);
        MUST(lawful_batch_ground(batch, ground[n], 0, NULL, &count, NULL));
        for (size_t g = 0; g < count; g++) {
            lawful_ground row;
            MUST(lawful_batch_ground(batch, ground[n], g, &row, &count, NULL));
            CHECK(row.id.length > 0 && row.status != LAWFUL_NO_VERDICT);
        }
    }
    MUST(lawful_batch_free(batch));
}

static void postures(void) {
    lawful_posture posture = {10, 20, 30, 40, 50, 60, 70, 80};
    uint32_t action = 0;
    for (uint8_t verdict = LAWFUL_UNREGULATED; verdict <= LAWFUL_INDETERMINATE; verdict++) {
        MUST(lawful_posture_action(&posture, verdict, 1, &action, NULL));
        CHECK(action == 10u * verdict);
    }
    MUST(lawful_posture_action(&posture, LAWFUL_UNREGULATED, 0, &action, NULL));
    CHECK(action == 80);
    posture.not_covered = 0;
    CHECK(lawful_posture_action(&posture, LAWFUL_PROHIBITED, 1, &action, NULL) == LAWFUL_E_VALUE && action == 80);
}

static void count_lines(void *context, uint32_t level, lawful_text message) {
    if (level == LAWFUL_LOG_INFO && message.length > 0) {
        ++*(int *)context;
    }
}

/* The format needs no reading of documents: a prepared form made by this very library, of other content. */
static void engines(const lawful_ruleset *rules, const char *other_file) {
    lawful_ruleset *other = load(other_file), *snapshot = NULL, *later = NULL;
    int lines = 0;
    lawful_engine *engine = NULL;
    MUST(lawful_engine_new(rules, count_lines, &lines, &engine, NULL));
    MUST(lawful_engine_snapshot(engine, &snapshot, NULL));
    lawful_transaction *transaction = download(snapshot);
    MUST(lawful_engine_replace(engine, other, NULL));
    CHECK(lines == 1);
    MUST(lawful_engine_snapshot(engine, &later, NULL));

    int64_t monday = instant("2020-09-21T12:00:00Z");
    lawful_outcome outcome;
    memset(&outcome, 0xff, sizeof outcome);
    CHECK(lawful_verdict(later, transaction, monday, monday, &outcome, NULL) == LAWFUL_E_STALE);
    CHECK(outcome.verdict == LAWFUL_NO_VERDICT);
    lawful_decision *decision = NULL;
    lawful_error *error = NULL;
    CHECK(lawful_decide(later, transaction, monday, monday, &decision, &error) == LAWFUL_E_STALE);
    CHECK(decision == NULL && lawful_error_status(error) == LAWFUL_E_STALE);
    MUST(lawful_error_free(error));
    MUST(lawful_verdict(snapshot, transaction, monday, monday, &outcome, NULL));
    CHECK(outcome.verdict == LAWFUL_SUSPENDED);

    /* Equal content is the same record, wherever it was loaded. */
    MUST(lawful_engine_replace(engine, rules, NULL));
    MUST(lawful_ruleset_free(later));
    MUST(lawful_engine_snapshot(engine, &later, NULL));
    MUST(lawful_verdict(later, transaction, monday, monday, &outcome, NULL));
    lawful_transaction *rebound = NULL;
    MUST(lawful_transaction_rebind(transaction, later, &rebound, NULL));
    MUST(lawful_transaction_free(transaction));
    MUST(lawful_engine_free(engine));
    MUST(lawful_verdict(later, rebound, monday, monday, &outcome, NULL));
    CHECK(outcome.verdict == LAWFUL_SUSPENDED);
    MUST(lawful_transaction_free(rebound));
    MUST(lawful_ruleset_free(later));
    MUST(lawful_ruleset_free(snapshot));
    MUST(lawful_ruleset_free(other));
}

/* basics CORPUS OTHER: two rule sets in the prepared form. */
int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    lawful_ruleset *rules = load(argv[1]);
    if (lawful_features() & LAWFUL_FEATURE_CORPUS) {
        lawful_ruleset *embedded = NULL;
        lawful_text a, b;
        MUST(lawful_ruleset_corpus(&embedded, NULL));
        MUST(lawful_ruleset_prepared(embedded, &a, NULL));
        MUST(lawful_ruleset_prepared(rules, &b, NULL));
        CHECK(a.length == b.length && memcmp(a.data, b.data, a.length) == 0);
        MUST(lawful_ruleset_free(embedded));
    }
    versions();
    rule_sets(rules);
    documents();
    asking(rules);
    decisions(rules);
    hinges(rules);
    assumed(rules);
    timelines(rules);
    batches(rules);
    postures();
    engines(rules, argv[2]);
    MUST(lawful_ruleset_free(rules));
    printf("%d failures\n", failures);
    return failures != 0;
}
