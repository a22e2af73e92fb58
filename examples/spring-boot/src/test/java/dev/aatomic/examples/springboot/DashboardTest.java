package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** The dashboard and the alarms of the documents ask for meters that an application has, as Prometheus reads them. */
final class DashboardTest {

    private static final Path DOCS = Path.of("../../docs");
    private static final Pattern METER = Pattern.compile("\\baatomic_\\w+");
    private static final Pattern OUTCOME = Pattern.compile("outcome=\"\\w+\"");
    private static final Pattern ALARM = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);

    private static String scraped;

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** After one transfer. */
    @BeforeAll
    static void scrape() throws Exception {
        try (BankServer server = new BankServer("--management.endpoints.web.exposure.include=prometheus")) {
            assertThat(await(server.transfer(1, 2, 1)).statusCode()).isEqualTo(200);
            HttpResponse<String> answer = await(server.get("/actuator/prometheus"));
            assertThat(answer.statusCode()).isEqualTo(200);
            scraped = answer.body();
        }
    }

    /** The names of the samples, without their labels and values. */
    private static Set<String> scrapedMeters() {
        return scraped.lines()
                .map(line -> METER.matcher(line))
                .filter(matcher -> matcher.lookingAt())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> meters(Stream<String> queries) {
        return queries.flatMap(query -> METER.matcher(query).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All queries in the dashboard: those of its panels and those of its variables. */
    private static Stream<String> queries(Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry -> Set.of("expr", "definition").contains(entry.getKey())
                            ? Stream.of((String) entry.getValue())
                            : queries(entry.getValue()));
        }
        return json instanceof List<?> list ? list.stream().flatMap(DashboardTest::queries) : Stream.empty();
    }

    private static List<String> dashboard() throws Exception {
        String text = Files.readString(DOCS.resolve("grafana-dashboard.json"), StandardCharsets.UTF_8);
        return queries(JsonParserFactory.getJsonParser().parseMap(text)).toList();
    }

    @Test
    void dashboardShowsTheMetersThereAreAndAllOfThem() throws Exception {
        assertThat(dashboard()).hasSizeGreaterThan(8);
        assertThat(meters(dashboard().stream())).isEqualTo(scrapedMeters());
    }

    @Test
    void outcomesInQueriesAreThoseThereAre() throws Exception {
        Set<String> outcomes = dashboard().stream()
                .flatMap(query -> OUTCOME.matcher(query).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(outcomes)
                .isNotEmpty()
                .allSatisfy(outcome -> assertThat(scraped).contains(outcome));
    }

    @Test
    void alarmsOfThePageAskForMetersThatThereAre() throws Exception {
        String page = Files.readString(DOCS.resolve("operations.md"), StandardCharsets.UTF_8);
        Set<String> asked = meters(ALARM.matcher(page).results().map(match -> match.group(1)));

        assertThat(asked).isNotEmpty();
        assertThat(scrapedMeters()).containsAll(asked);
    }
}
