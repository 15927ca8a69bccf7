/* A service that tells an app store whether it may serve an app.
 *
 *   GET /v1/availability?app=wechat&country=US&activity=app-store/download[&at=2020-09-21T12:00:00Z]
 *
 * availability_server PORT POSTURE [RULES]
 *
 * PORT 0 stands for any that is free; the one that was taken is told on stderr. POSTURE is a file with a line for each
 * of the eight answers, `prohibited refuse`. RULES is a rule set in the prepared form; without it, the embedded one is
 * asked. SIGHUP reads both files anew: requests go on being answered as before until the new rule set has answered all
 * that was asked of the old one, and if either file cannot be read, both stay.
 *
 *   gcc -std=c11 -O2 availability_server.c -o availability_server $(pkg-config --cflags --libs lawful libmicrohttpd) */
#define _XOPEN_SOURCE 700
#include <lawful.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SERVE = 1, REFUSE = 2, WORKERS = 2, LONGEST_CACHE = 3600 };

/* What this service had no room for: a fault of its own, and not of what was asked. */
static const lawful_status NO_ROOM = LAWFUL_E_BUFFER;

static lawful_text text(const char *string) {
    lawful_text text = {string, strlen(string)};
    return text;
}

/* Loading. */

static bool read_posture(const char *path, lawful_posture *into) {
    static const char *const answers[] = {"unregulated", "exempt",     "licensed",      "suspended",
                                          "unenforced",  "prohibited", "indeterminate", "not_covered"};
    uint32_t actions[8] = {0};
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return false;
    }
    char answer[32], action[32];
    while (fscanf(file, "%31s %31s", answer, action) == 2) {
        for (size_t n = 0; n < 8; n++) {
            if (strcmp(answer, answers[n]) == 0) {
                actions[n] = strcmp(action, "serve") == 0 ? SERVE : strcmp(action, "refuse") == 0 ? REFUSE : 0;
            }
        }
    }
    fclose(file);
    lawful_posture read = {actions[0], actions[1], actions[2], actions[3],
                           actions[4], actions[5], actions[6], actions[7]};
    uint32_t unused;
    if (lawful_posture_action(&read, LAWFUL_PROHIBITED, 1, &unused, NULL) != LAWFUL_OK) {
        fprintf(stderr, "%s: an answer has neither `serve` nor `refuse`\n", path);
        return false;
    }
    *into = read;
    return true;
}

static lawful_ruleset *read_rules(const char *path) {
    lawful_ruleset *rules = NULL;
    lawful_error *error = NULL;
    lawful_status status;
    if (path == NULL) {
        status = lawful_ruleset_corpus(&rules, &error);
    } else {
        FILE *file = fopen(path, "rb");
        size_t size = 0, room = 64 << 20;
        char *bytes = malloc(room);
        if (file != NULL && bytes != NULL) {
            size = fread(bytes, 1, room, file);
        }
        if (file != NULL) {
            fclose(file);
        }
        status = lawful_ruleset_from_prepared(bytes, size, &rules, &error);
        free(bytes);
    }
    if (status != LAWFUL_OK) {
        lawful_text message = lawful_error_message(error);
        fprintf(stderr, "the rule set stays as it is: %.*s\n", (int)message.length, message.data);
        lawful_error_free(error);
        return NULL;
    }
    return rules;
}

/* An edition: a rule set, a posture, and what was asked of the two. Questions and answers are added while it serves, by
 * any thread, at the head of lists; nothing in them changes or goes before the edition does. A host that keeps nothing
 * for each rule set has no use for this: it asks a `lawful_engine` for a snapshot. */

enum { BUCKETS = 1024, MOST_KEPT = 8192, LONGEST_KEY = 512, LONGEST_BODY = 8192 };

/* What a question gets from `from` until `until`. */
typedef struct answer {
    struct answer *next;
    int64_t from, until;
    /* Until when the verdict stays, which may be longer. */
    int64_t valid_until;
    unsigned http_status;
    /* An instant at which it was asked for, and whether it was since then. */
    int64_t asked_at;
    atomic_bool again;
    size_t length;
    char body[];
} answer;

typedef struct question {
    struct question *next;
    lawful_transaction *transaction;
    _Atomic(answer *) answers;
    /* App, country and activity, each with a NUL at its end. */
    size_t length;
    char key[];
} question;

typedef struct edition {
    lawful_ruleset *rules;
    lawful_posture posture;
    /* How many requests are being answered from it. */
    atomic_int readers;
    /* How many questions and answers are kept. */
    atomic_int kept;
    _Atomic(question *) buckets[BUCKETS];
} edition;

/* Held for as long as it takes to copy the pointer and to count a reader. */
static pthread_mutex_t current_lock = PTHREAD_MUTEX_INITIALIZER;
static edition *current;

static edition *current_edition(void) {
    pthread_mutex_lock(&current_lock);
    edition *taken = current;
    atomic_fetch_add(&taken->readers, 1);
    pthread_mutex_unlock(&current_lock);
    return taken;
}

static void done_with(edition *edition) {
    atomic_fetch_sub(&edition->readers, 1);
}

static edition *read_edition(const char *posture_path, const char *rules_path) {
    edition *read = calloc(1, sizeof *read);
    if (read == NULL || !read_posture(posture_path, &read->posture) || (read->rules = read_rules(rules_path)) == NULL) {
        free(read);
        return NULL;
    }
    return read;
}

static void free_edition(edition *edition) {
    for (size_t n = 0; n < BUCKETS; n++) {
        for (question *asked = atomic_load(&edition->buckets[n]), *next; asked != NULL; asked = next) {
            next = asked->next;
            for (answer *given = atomic_load(&asked->answers), *older; given != NULL; given = older) {
                older = given->next;
                free(given);
            }
            lawful_transaction_free(asked->transaction);
            free(asked);
        }
    }
    lawful_ruleset_free(edition->rules);
    free(edition);
}

/* Whether one more may be kept: what clients ask bounds neither how many questions nor how many instants there are. */
static bool may_keep(edition *edition) {
    return atomic_load(&edition->kept) < MOST_KEPT && atomic_fetch_add(&edition->kept, 1) < MOST_KEPT;
}

static size_t hash_of(const char *key, size_t length) {
    size_t hash = 5381;
    for (size_t n = 0; n < length; n++) {
        hash = hash * 33 + (unsigned char)key[n];
    }
    return hash;
}

/* Asking an edition. Two threads that ask something new at once may both keep it; what they keep is equal. */

static lawful_status new_question(const edition *edition, const char *key, size_t length, question **made) {
    const char *app = key, *country = app + strlen(app) + 1, *activity = country + strlen(country) + 1;
    lawful_fact facts[] = {{text("app"), text(app), 0, LAWFUL_TEXT, 0},
                           {text("activity"), text(activity), 0, LAWFUL_TEXT, 0},
                           {text("actor"), text("app-store"), 0, LAWFUL_TEXT, 0},
                           {text("location"), text(country), 0, LAWFUL_TEXT, 0},
                           {text("storefront"), text(country), 0, LAWFUL_TEXT, 0}};
    lawful_transaction *transaction = NULL;
    lawful_status status =
        lawful_transaction_new(edition->rules, facts, 5, LAWFUL_PRESUMED, NULL, 0, &transaction, NULL);
    if (status != LAWFUL_OK) {
        return status;
    }
    *made = malloc(sizeof **made + length);
    if (*made == NULL) {
        lawful_transaction_free(transaction);
        return NO_ROOM;
    }
    (*made)->transaction = transaction;
    (*made)->length = length;
    atomic_init(&(*made)->answers, NULL);
    memcpy((*made)->key, key, length);
    return LAWFUL_OK;
}

/* What is written after there was no more room is no answer: `is_cut` is looked at before it is given. */
typedef struct {
    char body[LONGEST_BODY];
    size_t length;
    bool is_cut;
} page;

static void add(page *page, const char *string, size_t length) {
    if (length > sizeof page->body - page->length) {
        page->is_cut = true;
        return;
    }
    memcpy(page->body + page->length, string, length);
    page->length += length;
}

/* Ids are made of letters, digits and `/#:._-`, so that they stand in JSON as they are. */
static void add_text(page *page, const char *before, lawful_text text, const char *after) {
    add(page, before, strlen(before));
    add(page, text.data, text.length);
    add(page, after, strlen(after));
}

static lawful_status write_answer(const edition *edition, const lawful_decision *decision, answer *head, page *page) {
    lawful_summary summary;
    uint32_t action = REFUSE;
    size_t count = 0;
    lawful_status status = lawful_decision_summary(decision, &summary, NULL);
    if (status == LAWFUL_OK) {
        status = lawful_posture_action(&edition->posture, summary.verdict, summary.covered, &action, NULL);
    }
    if (status == LAWFUL_OK) {
        status = lawful_decision_count(decision, LAWFUL_GROUNDS, &count, NULL);
    }
    if (status != LAWFUL_OK) {
        return status;
    }
    add_text(page, "{\"action\":\"", text(action == SERVE ? "serve" : "refuse"), "\",\"covered\":");
    add_text(page, summary.covered ? "true" : "false", text(""), ",\"grounds\":[");
    for (size_t n = 0; n < count; n++) {
        lawful_text id;
        status = lawful_decision_id(decision, LAWFUL_GROUNDS, n, &id, NULL);
        if (status != LAWFUL_OK) {
            return status;
        }
        add_text(page, n ? ",\"" : "\"", id, "\"");
    }
    char until[LAWFUL_INSTANT_SIZE + 2] = "null";
    if (summary.valid_until != LAWFUL_NO_END) {
        until[0] = '"';
        lawful_instant_text(summary.valid_until, until + 1, sizeof until - 1, NULL);
        strcat(until, "\"");
    }
    add_text(page, "],\"valid_until\":", text(until), ",\"verdict\":\"");
    add_text(page, "", lawful_verdict_name(summary.verdict), "\"}\n");
    if (page->is_cut) {
        return NO_ROOM;
    }
    head->from = summary.same_from;
    head->until = summary.same_until;
    head->valid_until = summary.valid_until;
    head->http_status = action == SERVE ? 200 : summary.verdict == LAWFUL_PROHIBITED ? 451 : 403;
    return LAWFUL_OK;
}

static lawful_status new_answer(const edition *edition, const question *asked, int64_t at, answer **made) {
    lawful_decision *decision = NULL;
    lawful_status status =
        lawful_decide(edition->rules, asked->transaction, at, LAWFUL_KNOWN_ALL, &decision, NULL);
    if (status != LAWFUL_OK) {
        return status;
    }
    page page = {.length = 0};
    answer head = {.asked_at = at};
    status = write_answer(edition, decision, &head, &page);
    lawful_decision_free(decision);
    if (status != LAWFUL_OK) {
        return status;
    }
    *made = malloc(sizeof **made + page.length);
    if (*made == NULL) {
        return NO_ROOM;
    }
    **made = head;
    (*made)->length = page.length;
    memcpy((*made)->body, page.body, page.length);
    return LAWFUL_OK;
}

/* What is asked, at an instant. `*found` is kept with the edition, or, where no more may be, is also in `*unkept`,
 * which the caller frees. */
static lawful_status ask(edition *edition, const char *key, size_t length, int64_t at, const answer **found,
                         answer **unkept) {
    _Atomic(question *) *bucket = &edition->buckets[hash_of(key, length) % BUCKETS];
    question *asked = atomic_load(bucket);
    while (asked != NULL && (asked->length != length || memcmp(asked->key, key, length) != 0)) {
        asked = asked->next;
    }
    bool is_kept = true;
    lawful_status status = LAWFUL_OK;
    if (asked == NULL) {
        status = new_question(edition, key, length, &asked);
        if (status != LAWFUL_OK) {
            return status;
        }
        is_kept = may_keep(edition);
        if (is_kept) {
            asked->next = atomic_load(bucket);
            while (!atomic_compare_exchange_weak(bucket, &asked->next, asked)) {
            }
        }
    }
    answer *given = atomic_load(&asked->answers);
    while (given != NULL && !(given->from <= at && at < given->until)) {
        given = given->next;
    }
    if (given != NULL) {
        if (!atomic_load(&given->again)) {
            atomic_store(&given->again, true);
        }
        *found = given;
        return LAWFUL_OK;
    }
    status = new_answer(edition, asked, at, &given);
    if (status == LAWFUL_OK) {
        *found = given;
        if (is_kept && may_keep(edition)) {
            given->next = atomic_load(&asked->answers);
            while (!atomic_compare_exchange_weak(&asked->answers, &given->next, given)) {
            }
        } else {
            *unkept = given;
        }
    }
    if (!is_kept) {
        lawful_transaction_free(asked->transaction);
        free(asked);
    }
    return status;
}

/* Asks one edition what came more than once at the other. */
static void ask_the_same(edition *edition, const struct edition *before) {
    for (size_t n = 0; n < BUCKETS; n++) {
        for (question *asked = atomic_load(&before->buckets[n]); asked != NULL; asked = asked->next) {
            for (answer *given = atomic_load(&asked->answers); given != NULL; given = given->next) {
                if (atomic_load(&given->again)) {
                    const answer *found = NULL;
                    answer *unkept = NULL;
                    ask(edition, asked->key, asked->length, given->asked_at, &found, &unkept);
                    free(unkept);
                }
            }
        }
    }
}

/* Every request is answered from one edition, and none waits: what is slow is done before, or by this thread. */
static void replace_edition(edition *next) {
    edition *before = current;
    ask_the_same(next, before);
    pthread_mutex_lock(&current_lock);
    current = next;
    pthread_mutex_unlock(&current_lock);
    while (atomic_load(&before->readers) > 0) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    free_edition(before);
}

/* Answering. */

static enum MHD_Result send_page(struct MHD_Connection *connection, unsigned status, const char *body, size_t length,
                                 const char *cache) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_add_response_header(response, "Cache-Control", cache);
    if (status == 451) {
        /* RFC 7725: who blocks, which is whoever runs this service. */
        MHD_add_response_header(response, "Link", "<https://store.example/>; rel=\"blocked-by\"");
    }
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result send_error(struct MHD_Connection *connection, unsigned http_status, lawful_status reason) {
    page page = {.length = 0};
    add_text(&page, "{\"error\":\"", lawful_status_name(reason), "\"}\n");
    return send_page(connection, http_status, page.body, page.length, "no-store");
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, const answer *answer, int64_t at) {
    int64_t seconds = LONGEST_CACHE;
    if (answer->valid_until != LAWFUL_NO_END && answer->valid_until - at < seconds) {
        seconds = answer->valid_until - at;
    }
    char cache[64];
    snprintf(cache, sizeof cache, "max-age=%lld", (long long)seconds);
    return send_page(connection, answer->http_status, answer->body, answer->length, cache);
}

static enum MHD_Result handle(void *unused, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state) {
    static int begun;
    (void)unused, (void)version, (void)upload, (void)upload_size;
    if (*state == NULL) {
        /* The headers were read; a request without a body is complete at the next call. */
        *state = &begun;
        return MHD_YES;
    }
    if (strcmp(method, "GET") != 0 || strcmp(url, "/v1/availability") != 0) {
        return send_error(connection, 404, LAWFUL_E_UNKNOWN_REFERENCE);
    }
    const char *asked[] = {"app", "country", "activity"};
    char key[LONGEST_KEY];
    size_t length = 0;
    for (size_t n = 0; n < sizeof asked / sizeof *asked; n++) {
        const char *value = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, asked[n]);
        if (value == NULL) {
            return send_error(connection, 400, LAWFUL_E_MISSING_KEY);
        }
        size_t size = strlen(value) + 1;
        if (size > sizeof key - length) {
            return send_error(connection, 400, LAWFUL_E_LIMIT);
        }
        memcpy(key + length, value, size);
        length += size;
    }
    const char *at_text = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "at");
    int64_t at = (int64_t)time(NULL);
    lawful_status status =
        at_text == NULL ? LAWFUL_OK : lawful_instant_parse(at_text, strlen(at_text), &at, NULL);
    if (status != LAWFUL_OK) {
        return send_error(connection, 400, status);
    }
    edition *edition = current_edition();
    const answer *found = NULL;
    answer *unkept = NULL;
    status = ask(edition, key, length, at, &found, &unkept);
    bool is_ours = status == LAWFUL_E_INTERNAL || status == NO_ROOM;
    enum MHD_Result sent = status == LAWFUL_OK ? send_answer(connection, found, at)
                                               : send_error(connection, is_ours ? 500 : 400, status);
    free(unkept);
    done_with(edition);
    return sent;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: %s PORT POSTURE [RULES]\n", argv[0]);
        return 2;
    }
    const char *rules_path = argc == 4 ? argv[3] : NULL;
    current = read_edition(argv[2], rules_path);
    if (current == NULL) {
        return 1;
    }
    /* Signals are taken by this thread only, one after the other. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, handle, NULL,
                         MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WORKERS, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "cannot listen on port %s\n", argv[1]);
        return 1;
    }
    fprintf(stderr, "listening on port %u\n",
            (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    /* Reading gives way to answering: on Linux, niceness is of a thread, and that of the workers stays as it was. */
    if (nice(5) == -1) {
        perror("nice");
    }
    for (int signal = 0; sigwait(&signals, &signal) == 0 && (signal == SIGHUP || signal == SIGUSR1);) {
        edition *next = read_edition(argv[2], rules_path);
        if (next != NULL && signal == SIGHUP) {
            replace_edition(next);
            fprintf(stderr, "replaced\n");
        } else if (next != NULL) {
            ask_the_same(next, current);
            free_edition(next);
            fprintf(stderr, "tried\n");
        }
    }
    MHD_stop_daemon(daemon);
    free_edition(current);
    return 0;
}
