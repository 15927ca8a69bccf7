/* What a call of `lawful_verdict` costs: overhead RULES prints nanoseconds, the least of ten rounds, as the example
 * `overhead` of crates/lawful-corpus does for the same work in Rust. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include <time.h>

enum { CALLS = 1000000, ROUNDS = 10 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    lawful_ruleset *rules = load(argv[1]);
    lawful_fact facts[] = {fact("activity", "app-store/download"), fact("actor", "app-store"), fact("app", "wechat"),
                           fact("location", "US"), fact("storefront", "US")};
    lawful_transaction *transaction = NULL;
    MUST(lawful_transaction_new(rules, facts, 5, LAWFUL_PRESUMED, NULL, 0, &transaction, NULL));
    int64_t monday = instant("2020-09-21T12:00:00Z");
    double least = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double before = seconds();
        for (int n = 0; n < CALLS; n++) {
            lawful_outcome outcome;
            CHECK(lawful_verdict(rules, transaction, monday + n, monday, &outcome, NULL) == LAWFUL_OK);
        }
        double took = (seconds() - before) / CALLS;
        least = took < least ? took : least;
    }
    printf("verdict %.2f ns\n", least * 1e9);
    MUST(lawful_transaction_free(transaction));
    MUST(lawful_ruleset_free(rules));
    return failures != 0;
}
