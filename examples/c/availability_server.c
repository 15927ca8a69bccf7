/* A service that tells an app store whether it may serve an app.
 *
 *   GET /v1/availability?app=wechat&country=US&activity=app-store/download[&at=2020-09-21T12:00:00Z]
 *
 * availability_server PORT POSTURE [RULES]
 *
 * PORT 0 stands for any that is free; the one that was taken is told on stderr. POSTURE is a file with a line for each
 * of the eight answers, `prohibited refuse`. RULES is a rule set in the prepared form; without it, the embedded one is
 * asked. SIGHUP reads both files anew: requests go on being answered from the old rule set until the new one is ready,
 * and if it cannot be read, the old one stays.
 *
 *   gcc -std=c11 -O2 availability_server.c -o availability_server $(pkg-config --cflags --libs lawful libmicrohttpd) */
#define _POSIX_C_SOURCE 200809L
#include <lawful.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SERVE = 1, REFUSE = 2, WORKERS = 2, LONGEST_CACHE = 3600 };

/* What is read from files. A request takes the posture once, so that it never sees half of one. */
static lawful_engine *engine;
static lawful_posture posture;
static pthread_rwlock_t posture_lock = PTHREAD_RWLOCK_INITIALIZER;

static lawful_text text(const char *string) {
    lawful_text text = {string, strlen(string)};
    return text;
}

/* Loading. */

static int read_posture(const char *path, lawful_posture *into) {
    static const char *const answers[] = {"unregulated", "exempt",     "licensed",      "suspended",
                                          "unenforced",  "prohibited", "indeterminate", "not_covered"};
    uint32_t actions[8] = {0};
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return 0;
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
        return 0;
    }
    *into = read;
    return 1;
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
    /* Asked once here, so that no request pays for the tables that the first question makes. */
    lawful_fact first = {text("app"), text("any-app"), 0, LAWFUL_TEXT, 0};
    lawful_outcome outcome;
    lawful_look_up(rules, &first, 1, 0, LAWFUL_KNOWN_ALL, &outcome, NULL);
    return rules;
}

/* Transactions that a worker has prepared. One that was prepared against an older rule set is moved when it is next
 * asked. */

enum { SLOTS = 1024, LONGEST_KEY = 512 };

typedef struct {
    char key[LONGEST_KEY];
    lawful_transaction *transaction;
} slot;

static pthread_key_t slots_key;

static void free_slots(void *pointer) {
    slot *slots = pointer;
    for (size_t n = 0; n < SLOTS; n++) {
        lawful_transaction_free(slots[n].transaction);
    }
    free(slots);
}

static slot *slot_of(const char *key) {
    slot *slots = pthread_getspecific(slots_key);
    if (slots == NULL) {
        slots = calloc(SLOTS, sizeof *slots);
        if (slots == NULL || pthread_setspecific(slots_key, slots) != 0) {
            free(slots);
            return NULL;
        }
    }
    size_t hash = 5381;
    for (const char *c = key; *c != '\0'; c++) {
        hash = hash * 33 + (unsigned char)*c;
    }
    return &slots[hash % SLOTS];
}

static lawful_status decide(const lawful_ruleset *rules, const char *app, const char *country, const char *activity,
                            int64_t at, lawful_decision **decision) {
    char key[LONGEST_KEY];
    int length = snprintf(key, sizeof key, "%s\n%s\n%s", app, country, activity);
    slot *slot = length < LONGEST_KEY ? slot_of(key) : NULL;
    if (slot == NULL) {
        return LAWFUL_E_LIMIT;
    }
    lawful_status status;
    if (slot->transaction == NULL || strcmp(slot->key, key) != 0) {
        lawful_fact facts[] = {{text("app"), text(app), 0, LAWFUL_TEXT, 0},
                               {text("activity"), text(activity), 0, LAWFUL_TEXT, 0},
                               {text("actor"), text("app-store"), 0, LAWFUL_TEXT, 0},
                               {text("location"), text(country), 0, LAWFUL_TEXT, 0},
                               {text("storefront"), text(country), 0, LAWFUL_TEXT, 0}};
        lawful_transaction *transaction = NULL;
        status = lawful_transaction_new(rules, facts, 5, LAWFUL_PRESUMED, NULL, 0, &transaction, NULL);
        if (status != LAWFUL_OK) {
            return status;
        }
        lawful_transaction_free(slot->transaction);
        slot->transaction = transaction;
        memcpy(slot->key, key, (size_t)length + 1);
    }
    status = lawful_decide(rules, slot->transaction, at, LAWFUL_KNOWN_ALL, decision, NULL);
    if (status == LAWFUL_E_STALE) {
        lawful_transaction *rebound = NULL;
        status = lawful_transaction_rebind(slot->transaction, rules, &rebound, NULL);
        if (status != LAWFUL_OK) {
            return status;
        }
        lawful_transaction_free(slot->transaction);
        slot->transaction = rebound;
        status = lawful_decide(rules, rebound, at, LAWFUL_KNOWN_ALL, decision, NULL);
    }
    return status;
}

/* Answering. Ids are made of letters, digits and `/#:._-`, so that they stand in JSON as they are. */

typedef struct {
    char body[8192];
    size_t length;
} page;

static void add(page *page, const char *string, size_t length) {
    if (length < sizeof page->body - page->length) {
        memcpy(page->body + page->length, string, length);
        page->length += length;
        page->body[page->length] = '\0';
    }
}

static void add_text(page *page, const char *before, lawful_text text, const char *after) {
    add(page, before, strlen(before));
    add(page, text.data, text.length);
    add(page, after, strlen(after));
}

static enum MHD_Result send_page(struct MHD_Connection *connection, unsigned status, const page *page,
                                 const char *cache) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(page->length, (void *)(uintptr_t)page->body, MHD_RESPMEM_MUST_COPY);
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

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, lawful_status reason) {
    page page = {.length = 0};
    add_text(&page, "{\"error\":\"", lawful_status_name(reason), "\"}\n");
    return send_page(connection, status, &page, "no-store");
}

static enum MHD_Result answer(struct MHD_Connection *connection, const lawful_decision *decision, int64_t now) {
    lawful_summary summary;
    uint32_t action = REFUSE;
    size_t count = 0;
    lawful_status status = lawful_decision_summary(decision, &summary, NULL);
    pthread_rwlock_rdlock(&posture_lock);
    lawful_posture current = posture;
    pthread_rwlock_unlock(&posture_lock);
    if (status == LAWFUL_OK) {
        status = lawful_posture_action(&current, summary.verdict, summary.covered, &action, NULL);
    }
    if (status == LAWFUL_OK) {
        status = lawful_decision_count(decision, LAWFUL_GROUNDS, &count, NULL);
    }
    if (status != LAWFUL_OK) {
        return refuse(connection, 500, status);
    }
    page page = {.length = 0};
    add_text(&page, "{\"action\":\"", text(action == SERVE ? "serve" : "refuse"), "\",\"covered\":");
    add_text(&page, summary.covered ? "true" : "false", text(""), ",\"grounds\":[");
    for (size_t n = 0; n < count; n++) {
        lawful_text id;
        if (lawful_decision_id(decision, LAWFUL_GROUNDS, n, &id, NULL) == LAWFUL_OK) {
            add_text(&page, n ? ",\"" : "\"", id, "\"");
        }
    }
    char until[LAWFUL_INSTANT_SIZE + 2] = "null", cache[64];
    int64_t seconds = LONGEST_CACHE;
    if (summary.valid_until != LAWFUL_NO_END) {
        until[0] = '"';
        lawful_instant_text(summary.valid_until, until + 1, sizeof until - 1, NULL);
        strcat(until, "\"");
        if (summary.valid_until - now < seconds) {
            seconds = summary.valid_until - now;
        }
    }
    add_text(&page, "],\"valid_until\":", text(until), ",\"verdict\":\"");
    add_text(&page, "", lawful_verdict_name(summary.verdict), "\"}\n");
    snprintf(cache, sizeof cache, "max-age=%lld", (long long)(seconds > 0 ? seconds : 0));
    unsigned code = action == SERVE ? 200 : summary.verdict == LAWFUL_PROHIBITED ? 451 : 403;
    return send_page(connection, code, &page, cache);
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
        return refuse(connection, 404, LAWFUL_E_UNKNOWN_REFERENCE);
    }
    const char *app = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "app");
    const char *country = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "country");
    const char *activity = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "activity");
    const char *at = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "at");
    if (app == NULL || country == NULL || activity == NULL) {
        return refuse(connection, 400, LAWFUL_E_MISSING_KEY);
    }
    int64_t now = (int64_t)time(NULL);
    lawful_status status = at == NULL ? LAWFUL_OK : lawful_instant_parse(at, strlen(at), &now, NULL);
    if (status != LAWFUL_OK) {
        return refuse(connection, 400, status);
    }
    lawful_ruleset *snapshot = NULL;
    status = lawful_engine_snapshot(engine, &snapshot, NULL);
    if (status != LAWFUL_OK) {
        return refuse(connection, 500, status);
    }
    lawful_decision *decision = NULL;
    status = decide(snapshot, app, country, activity, now, &decision);
    enum MHD_Result sent = status == LAWFUL_OK ? answer(connection, decision, now)
                                               : refuse(connection, status == LAWFUL_E_INTERNAL ? 500 : 400, status);
    lawful_decision_free(decision);
    lawful_ruleset_free(snapshot);
    return sent;
}

static void log_line(void *context, uint32_t level, lawful_text message) {
    (void)context, (void)level;
    fprintf(stderr, "%.*s\n", (int)message.length, message.data);
}

int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: %s PORT POSTURE [RULES]\n", argv[0]);
        return 2;
    }
    const char *rules_path = argc == 4 ? argv[3] : NULL;
    lawful_ruleset *rules = read_rules(rules_path);
    if (!read_posture(argv[2], &posture) || rules == NULL ||
        lawful_engine_new(rules, log_line, NULL, &engine, NULL) != LAWFUL_OK) {
        return 1;
    }
    lawful_ruleset_free(rules);
    /* Signals are taken by this thread only, one after the other. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    pthread_key_create(&slots_key, free_slots);
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, handle, NULL,
                         MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WORKERS, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "cannot listen on port %s\n", argv[1]);
        return 1;
    }
    fprintf(stderr, "listening on port %u\n",
            (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    for (int signal = 0; sigwait(&signals, &signal) == 0 && signal == SIGHUP;) {
        lawful_posture read;
        if (read_posture(argv[2], &read)) {
            pthread_rwlock_wrlock(&posture_lock);
            posture = read;
            pthread_rwlock_unlock(&posture_lock);
        }
        rules = read_rules(rules_path);
        if (rules != NULL) {
            lawful_engine_replace(engine, rules, NULL);
            lawful_ruleset_free(rules);
        }
    }
    MHD_stop_daemon(daemon);
    lawful_engine_free(engine);
    return 0;
}
