/* Threads ask through snapshots while another swaps the rule set: every answer is that of one of the two sets, and a
 * transaction of another set is stale and never answered.
 *
 * reload RULES OTHER SWAPS: two rule sets in the prepared form. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { READERS = 4 };

static lawful_engine *engine;
static atomic_int stop;
static atomic_ulong answers, stale;
static atomic_int torn;
static int64_t monday;

static const char question[] = "{\"ask\":{\"activity\":\"app-store/download\",\"actor\":\"app-store\",\"app\":\"wechat\","
                               "\"location\":\"US\",\"storefront\":\"US\"}}";

static lawful_ruleset *load(const char *path) {
    char *bytes = malloc(8 << 20);
    FILE *file = fopen(path, "rb");
    if (file == NULL || bytes == NULL) {
        perror(path);
        exit(2);
    }
    size_t size = fread(bytes, 1, 8 << 20, file);
    fclose(file);
    lawful_ruleset *rules = NULL;
    MUST(lawful_ruleset_from_prepared(bytes, size, &rules, NULL));
    free(bytes);
    return rules;
}

static void *reader(void *unused) {
    (void)unused;
    lawful_ruleset *snapshot = NULL;
    lawful_transaction *transaction = NULL;
    MUST(lawful_engine_snapshot(engine, &snapshot, NULL));
    MUST(lawful_transaction_from_json(snapshot, question, sizeof question - 1, &transaction, NULL));
    while (!atomic_load(&stop)) {
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
        MUST(lawful_ruleset_free(now));
        MUST(lawful_decision_summary(decision, &summary, NULL));
        MUST(lawful_decision_free(decision));
        if ((outcome.verdict != LAWFUL_SUSPENDED && outcome.verdict != LAWFUL_PROHIBITED) ||
            outcome.verdict != summary.verdict || outcome.valid_until != summary.valid_until) {
            atomic_store(&torn, 1);
        }
        atomic_fetch_add(&answers, 1);
    }
    MUST(lawful_transaction_free(transaction));
    MUST(lawful_ruleset_free(snapshot));
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        return 2;
    }
    monday = instant("2020-09-21T12:00:00Z");
    lawful_ruleset *first = load(argv[1]);
    MUST(lawful_engine_new(first, NULL, NULL, &engine, NULL));
    MUST(lawful_ruleset_free(first));
    pthread_t threads[READERS];
    for (int n = 0; n < READERS; n++) {
        if (pthread_create(&threads[n], NULL, reader, NULL) != 0) {
            return 2;
        }
    }
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
    return failures;
}
