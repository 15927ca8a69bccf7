// The C++ header, used as it is meant to be. basics FILE: a rule set in the prepared form.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <lawful.hpp>
#include <string>

static int failures = 0;

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            failures++;                                                           \
            std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);  \
        }                                                                         \
    } while (false)

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    std::ifstream file(argv[1], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto read = lawful::ruleset::from_prepared(bytes);
    if (!read) {
        return 2;
    }
    const lawful::ruleset rules = std::move(read).value();
    CHECK(rules.prepared() == bytes);
    const auto monday = *lawful::instant("2020-09-21T12:00:00Z");

    auto download = rules.transaction({{"app", "wechat"}, {"activity", "app-store/download"}, {"actor", "app-store"},
                                       {"location", "US"}, {"storefront", "US"}});
    CHECK(bool(download));
    auto outcome = rules.verdict(*download, monday);
    CHECK(outcome && outcome->verdict() == lawful::verdict::suspended);
    CHECK(outcome->is_possible(lawful::verdict::suspended) && !outcome->is_possible(lawful::verdict::prohibited));
    CHECK(outcome->valid_until() == *lawful::instant("2021-06-10T04:00:00Z"));
    CHECK(lawful::name(outcome->verdict()) == "suspended");

    auto decision = rules.decide(*download, monday);
    CHECK(decision && decision->verdict() == lawful::verdict::suspended);
    CHECK(decision->grounds().size() == 1 && decision->grounds()[0].by.size() == 1);
    CHECK(decision->grounds()[0].by[0] == "us/cand/wechat-injunction#1");
    CHECK(decision->ids(LAWFUL_MISSING).empty());
    CHECK(decision->json().front() == '{');
    CHECK(bool(decision->explain("zh-Hant")));
    CHECK(decision->explain("tlh").error().status() == LAWFUL_E_VALUE);
    CHECK(rules.timeline(*download)->runs().size() > 2);
    CHECK(rules.timeline(*download)->explain("en")->size() > 100);
    CHECK(rules.decide_over(*download, monday, monday).error().name() == "E-window");

    const auto wrong = rules.transaction({{"location", "QQ"}, {"weather", true}, {"height", std::int64_t{3}}});
    CHECK(!wrong && wrong.error().status() == LAWFUL_E_REGION && wrong.error().problems().size() == 3);
    CHECK(!wrong.error().message().empty());

    auto engine = lawful::engine::start(rules);
    CHECK(bool(engine));
    CHECK(engine->replace(rules) == LAWFUL_OK);
    auto snapshot = engine->snapshot();
    CHECK(snapshot && snapshot->verdict(*download, monday)->verdict() == lawful::verdict::suspended);
    CHECK(snapshot->rebind(*download)->get() != nullptr);
    std::printf("%d failures\n", failures);
    return failures != 0;
}
