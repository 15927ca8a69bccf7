/* Threads ask through snapshots while another swaps the rule set: every answer is that of the very set of the snapshot,
 * and a transaction of another set is stale and never answered.
 *
 * reload RULES OTHER SWAPS: two rule sets in the prepared form, and an odd number: the one that is in use at the end is
 * not the one that every thread began with, so that each has had a stale transaction. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { READERS = 4 };

static lawful_engine *engine;
/* Passed when every thread has a transaction of the first rule set. */
static pthread_barrier_t prepared;
static atomic_int stop;
static atomic_ulong answers, stale;
static atomic_int torn;
static int64_t monday;

/* What each of the two rule sets answers, found before anything is swapped. */
static struct {
    char content_hash[64];
    lawful_outcome outcome;
} expected[2];

static const char question[] = "{\"ask\":{\"activity\":\"app-store/download\",\"actor\":\"app-store\",\"app\":\"wechat\","
                               "\"location\":\"US\",\"storefront\":\"US\"}}";

static void expect(int set, const lawful_ruleset *rules, uint8_t verdict) {
    lawful_ruleset_info info;
    lawful_transaction *transaction = NULL;
    MUST(lawful_ruleset_about(rules, &info, NULL));
    CHECK(info.content_hash.length == sizeof expected[set].content_hash);
    memcpy(expected[set].content_hash, info.content_hash.data, sizeof expected[set].content_hash);
    MUST(lawful_transaction_from_json(rules, question, sizeof question - 1, &transaction, NULL));
    MUST(lawful_verdict(rules, transaction, monday, monday, &expected[set].outcome, NULL));
    CHECK(expected[set].outcome.verdict == verdict);
    MUST(lawful_transaction_free(transaction));
}

/* Whether it is what the rule set of that content answers. */
static int is_of(const lawful_ruleset *rules, const lawful_outcome *outcome) {
    lawful_ruleset_info info;
    MUST(lawful_ruleset_about(rules, &info, NULL));
    for (int set = 0; set < 2; set++) {
        if (memcmp(info.content_hash.data, expected[set].content_hash, sizeof expected[set].content_hash) == 0) {
            return memcmp(outcome, &expected[set].outcome, sizeof *outcome) == 0;
        }
    }
    return 0;
}

static void *reader(void *unused) {
    (void)unused;
    lawful_ruleset *snapshot = NULL;
    lawful_transaction *transaction = NULL;
    MUST(lawful_engine_snapshot(engine, &snapshot, NULL));
    MUST(lawful_transaction_from_json(snapshot, question, sizeof question - 1, &transaction, NULL));
    pthread_barrier_wait(&prepared);
    int is_last;
    do {
        is_last = atomic_load(&stop);
        lawful_ruleset *now = NULL;
        lawful_outcome outcome;
        lawful_summary summary;
        lawful_decision *decision = NULL;
        MUST(lawful_engine_snapshot(engine, &now, NULL));
        lawful_status status = lawful_verdict(now, transaction, monday, monday, &outcome, NULL);
        if (status == LAWFUL_E_STALE) {
            lawful_transaction *rebound = NULL;
            atomic_fetch_add(&stale, 1);
            if (outcome.verdict != LAWFUL_NO_VERDICT) {
                atomic_store(&torn, 1);
            }
            MUST(lawful_transaction_rebind(transaction, now, &rebound, NULL));
            MUST(lawful_transaction_free(transaction));
            transaction = rebound;
            MUST(lawful_verdict(now, transaction, monday, monday, &outcome, NULL));
        } else {
            MUST(status);
        }
        MUST(lawful_decide(now, transaction, monday, monday, &decision, NULL));
        int is_expected = is_of(now, &outcome);
        MUST(lawful_ruleset_free(now));
        MUST(lawful_decision_summary(decision, &summary, NULL));
        MUST(lawful_decision_free(decision));
        if (!is_expected || outcome.verdict != summary.verdict || outcome.valid_until != summary.valid_until) {
            atomic_store(&torn, 1);
        }
        atomic_fetch_add(&answers, 1);
    } while (!is_last);
    MUST(lawful_transaction_free(transaction));
    MUST(lawful_ruleset_free(snapshot));
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        return 2;
    }
    monday = instant("2020-09-21T12:00:00Z");
    lawful_ruleset *first = load(argv[1]), *second = load(argv[2]);
    expect(0, first, LAWFUL_SUSPENDED);
    expect(1, second, LAWFUL_PROHIBITED);
    MUST(lawful_ruleset_free(second));
    MUST(lawful_engine_new(first, NULL, NULL, &engine, NULL));
    MUST(lawful_ruleset_free(first));
    pthread_t threads[READERS];
    if (pthread_barrier_init(&prepared, NULL, READERS + 1) != 0) {
        return 2;
    }
    for (int n = 0; n < READERS; n++) {
        if (pthread_create(&threads[n], NULL, reader, NULL) != 0) {
            return 2;
        }
    }
    pthread_barrier_wait(&prepared);
    struct timespec pause = {0, 1000000};
    int swaps = 0;
    for (; swaps < atoi(argv[3]); swaps++) {
        lawful_ruleset *next = load(argv[1 + (swaps + 1) % 2]);
        MUST(lawful_engine_replace(engine, next, NULL));
        MUST(lawful_ruleset_free(next));
        nanosleep(&pause, NULL);
    }
    atomic_store(&stop, 1);
    for (int n = 0; n < READERS; n++) {
        pthread_join(threads[n], NULL);
    }
    MUST(lawful_engine_free(engine));
    printf("%d swaps, %lu answers, %lu stale, %s\n", swaps, atomic_load(&answers), atomic_load(&stale),
           atomic_load(&torn) ? "TORN" : "none torn");
    CHECK(!atomic_load(&torn));
    CHECK(swaps % 2 == 1 && atomic_load(&stale) >= READERS && atomic_load(&answers) >= atomic_load(&stale));
    return failures != 0;
}
