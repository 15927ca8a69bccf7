/* The story of examples/README.md, told in C. Run it at the root of the project.
 *
 *   gcc -std=c11 examples/c/story.c -o story $(pkg-config --cflags --libs lawful) && ./story */
#include <lawful.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program with what is wrong. */
static void must(lawful_status status, lawful_error *error) {
    if (status != LAWFUL_OK) {
        lawful_text name = lawful_status_name(status), message = lawful_error_message(error);
        fprintf(stderr, "%.*s: %.*s\n", (int)name.length, name.data, (int)message.length, message.data);
        exit(1);
    }
}

static lawful_text text(const char *string) {
    lawful_text text = {string, strlen(string)};
    return text;
}

static int64_t instant(const char *string) {
    int64_t seconds = 0;
    lawful_error *error = NULL;
    must(lawful_instant_parse(string, strlen(string), &seconds, &error), error);
    return seconds;
}

static lawful_fact fact(const char *id, const char *value) {
    lawful_fact fact = {text(id), text(value), 0, LAWFUL_TEXT, 0};
    return fact;
}

static void line(const char *key, lawful_text value) {
    printf("  %-10s%.*s\n", key, (int)value.length, value.data);
}

static void time_line(const char *key, int64_t seconds) {
    char buffer[LAWFUL_INSTANT_SIZE];
    lawful_error *error = NULL;
    must(lawful_instant_text(seconds, buffer, sizeof buffer, &error), error);
    line(key, text(buffer));
}

static void ids(const lawful_decision *decision, const char *key, uint32_t list) {
    size_t count = 0;
    lawful_error *error = NULL;
    must(lawful_decision_count(decision, list, &count, &error), error);
    for (size_t n = 0; n < count; n++) {
        lawful_text id;
        must(lawful_decision_id(decision, list, n, &id, &error), error);
        line(key, id);
    }
}

static void grounds(const lawful_decision *decision) {
    size_t count = 0;
    lawful_error *error = NULL;
    must(lawful_decision_count(decision, LAWFUL_GROUNDS, &count, &error), error);
    for (size_t n = 0; n < count; n++) {
        lawful_ground ground;
        must(lawful_decision_ground(decision, LAWFUL_GROUNDS, n, &ground, &error), error);
        lawful_text status = lawful_verdict_name(ground.status);
        printf("  %-10s%.*s %.*s\n", "ground", (int)ground.id.length, ground.id.data, (int)status.length, status.data);
        for (size_t b = 0; b < ground.by_count; b++) {
            lawful_text by;
            must(lawful_decision_ground_by(decision, LAWFUL_GROUNDS, n, b, &by, &error), error);
            line("  by", by);
        }
    }
}

/* Asks, and prints the answer. */
static void chapter(const char *title, const lawful_ruleset *law, const lawful_transaction *asked, int64_t at,
                    int64_t known) {
    lawful_decision *decision = NULL;
    lawful_summary summary;
    lawful_error *error = NULL;
    must(lawful_decide(law, asked, at, known, &decision, &error), error);
    must(lawful_decision_summary(decision, &summary, &error), error);
    printf("\n%s\n", title);
    if (known == LAWFUL_KNOWN_ALL) {
        line("known", text("all that is on record"));
    } else {
        time_line("known", known);
    }
    line("verdict", lawful_verdict_name(summary.verdict));
    if (summary.verdict == LAWFUL_INDETERMINATE) {
        printf("  %-10s", "possible");
        const char *blank = "";
        for (uint8_t verdict = LAWFUL_UNREGULATED; verdict <= LAWFUL_PROHIBITED; verdict++) {
            if (summary.possible >> (verdict - 1) & 1) {
                lawful_text name = lawful_verdict_name(verdict);
                printf("%s%.*s", blank, (int)name.length, name.data);
                blank = " ";
            }
        }
        printf("\n");
    }
    grounds(decision);
    ids(decision, "missing", LAWFUL_MISSING);
    ids(decision, "open", LAWFUL_OPEN_QUESTIONS);
    if (summary.valid_from != LAWFUL_NO_START) {
        time_line("from", summary.valid_from);
    }
    if (summary.next_at != LAWFUL_NO_END) {
        time_line("until", summary.next_at);
        line("then", lawful_verdict_name(summary.next_verdict));
    }
    lawful_decision_free(decision);
}

int main(void) {
    lawful_error *error = NULL;
    lawful_ruleset *law = NULL, *what_if = NULL;
    lawful_transaction *download = NULL, *rebound = NULL, *incomplete = NULL;
    int64_t monday = instant("2020-09-21T12:00:00Z");
    must(lawful_ruleset_corpus(&law, &error), error);

    /* A mistake in the question, such as an unknown region, is an error here and not later. */
    lawful_fact facts[] = {fact("app", "wechat"), fact("activity", "app-store/download"), fact("actor", "app-store"),
                           fact("location", "US"), fact("storefront", "US")};
    must(lawful_transaction_new(law, facts, 5, LAWFUL_PRESUMED, NULL, 0, &download, &error), error);

    printf("An app store is asked for WeChat by a user in the United States\n\n");
    time_line("at", monday);
    chapter("Thursday: an order bans what Commerce will identify, and nothing is identified", law, download, monday,
            instant("2020-09-17T12:00:00Z"));
    chapter("Friday: Commerce has published its list", law, download, monday, instant("2020-09-18T22:00:00Z"));
    chapter("Monday: a court has enjoined the list", law, download, monday, monday);
    chapter("In hindsight: until when that lasted", law, download, monday, LAWFUL_KNOWN_ALL);

    lawful_text folders[] = {text("crates/lawful-corpus/data"), text("examples/what-if")};
    must(lawful_ruleset_from_folders(folders, 2, &what_if, &error), error);
    must(lawful_transaction_rebind(download, what_if, &rebound, &error), error);
    chapter("What if the injunction falls: the same record with a stay that was never granted", what_if, rebound,
            monday, monday);

    must(lawful_transaction_new(law, facts, 4, LAWFUL_PRESUMED, NULL, 0, &incomplete, &error), error);
    chapter("A fact is missing: nobody said of which country the store account is", law, incomplete, monday, monday);

    lawful_transaction_free(incomplete);
    lawful_transaction_free(rebound);
    lawful_transaction_free(download);
    lawful_ruleset_free(what_if);
    lawful_ruleset_free(law);
    return 0;
}
