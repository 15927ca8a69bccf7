/* What a call of `lawful_verdict` costs: overhead RULES prints nanoseconds for each, the least of ten rounds. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    static char bytes[8 << 20];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        return 2;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    lawful_ruleset *rules = NULL;
    MUST(lawful_ruleset_from_prepared(bytes, size, &rules, NULL));
    const char *json = "{\"ask\":{\"activity\":\"app-store/download\",\"actor\":\"app-store\",\"app\":\"wechat\","
                       "\"location\":\"US\",\"storefront\":\"US\"}}";
    lawful_transaction *transaction = NULL;
    double before = seconds();
    MUST(lawful_transaction_from_json(rules, json, strlen(json), &transaction, NULL));
    double first = seconds() - before;
    enum { CALLS = 1000000, ROUNDS = 10, PREPARED = 1000 };
    before = seconds();
    for (int n = 0; n < PREPARED; n++) {
        lawful_transaction *other = NULL;
        MUST(lawful_transaction_from_json(rules, json, strlen(json), &other, NULL));
        MUST(lawful_transaction_free(other));
    }
    double again = (seconds() - before) / PREPARED;
    int64_t monday = instant("2020-09-21T12:00:00Z");
    double least = 1e9;
    unsigned long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        before = seconds();
        for (int n = 0; n < CALLS; n++) {
            lawful_outcome outcome;
            CHECK(lawful_verdict(rules, transaction, monday + n, monday, &outcome, NULL) == LAWFUL_OK);
            sum += outcome.verdict;
        }
        double took = (seconds() - before) / CALLS;
        least = took < least ? took : least;
    }
    printf("lawful_verdict %.1f ns; transaction %.1f us at first, %.1f us afterwards (%lu)\n", least * 1e9, first * 1e6,
           again * 1e6, sum);
    MUST(lawful_transaction_free(transaction));
    MUST(lawful_ruleset_free(rules));
    return failures != 0;
}
