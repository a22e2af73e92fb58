package dev.aatomic.examples.springboot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of {@code /actuator/aatomic}, read as docs/operations.md says. */
final class BlocksAnswer {

    private static final JsonMapper JSON = new JsonMapper();

    /** Since when who holds was seen to is some 10 ms late. */
    private static final long LATE_MILLIS = 50;

    private final JsonNode database;

    BlocksAnswer(String json) {
        database = JSON.readTree(json)
                .path("transactions")
                .path("aatomicTransactions")
                .path("databases")
                .path("dataSource");
    }

    /**
     * The block that starves the pool.
     *
     * @param name that of the outermost block
     * @param innermost the name of the block that is open in it, or its own
     * @param state what that does
     * @param waitsFor the names of those that were opened in it, and wait for a connection of their own
     * @param openedAt the line in which it was opened
     * @param sql the statement in flight; empty for none
     */
    record Culprit(String name, String innermost, String state, List<String> waitsFor, String openedAt, String sql) {}

    int held() {
        return database.path("held").asInt();
    }

    int waiting() {
        return database.path("waiting").asInt();
    }

    List<JsonNode> blocks() {
        List<JsonNode> blocks = new ArrayList<>();
        database.path("blocks").forEach(blocks::add);
        return blocks;
    }

    private static String text(JsonNode block, String field) {
        return block.path(field).asString("");
    }

    private List<JsonNode> holders() {
        return blocks().stream().filter(block -> block.has("connection")).toList();
    }

    boolean hasHeldLongerThan(String name, long millis) {
        return holders().stream()
                .anyMatch(block -> text(block, "name").equals(name)
                        && block.path("holdMillis").asLong() > millis);
    }

    /** Whether that is what it does, or the block that is open in it. */
    boolean isIn(String name, String state) {
        return holders().stream()
                .filter(block -> text(block, "name").equals(name))
                .anyMatch(block -> text(innermost(block), "state").equals(state));
    }

    boolean othersAreInTheDatabase(String name) {
        return holders().stream()
                .allMatch(block ->
                        text(block, "name").equals(name) || text(block, "state").equals("IN_DATABASE"));
    }

    /** Of those that are open on its connection the last: nested ones follow it, with its id. */
    private JsonNode innermost(JsonNode holder) {
        return blocks().stream()
                .filter(block -> block.path("id").asLong() == holder.path("id").asLong())
                .filter(block -> !text(block, "state").equals("WAITING_FOR_TURN"))
                .reduce((outer, inner) -> inner)
                .orElseThrow();
    }

    /** The first who is not in the database, of those who have held since before the first in the queue waits; else the first. */
    Culprit culprit() {
        if (held() < database.path("connections").asInt() || waiting() == 0) {
            throw new AssertionError("The pool is not used up: " + this);
        }
        long firstWaits = blocks().stream()
                .filter(block -> text(block, "state").equals("WAITING_FOR_CONNECTION"))
                .findFirst()
                .orElseThrow()
                .path("openMillis")
                .asLong();
        List<JsonNode> holders = holders();
        Optional<JsonNode> notInDatabase = holders.stream()
                .filter(block -> block.path("holdMillis").asLong() + LATE_MILLIS >= firstWaits)
                .filter(block -> !text(innermost(block), "state").equals("IN_DATABASE"))
                .findFirst();
        JsonNode found = notInDatabase.orElse(holders.get(0));
        JsonNode innermost = innermost(found);
        List<String> waitsFor = new ArrayList<>();
        innermost.path("waitsFor").forEach(each -> waitsFor.add(text(each, "name")));
        return new Culprit(
                text(found, "name"),
                text(innermost, "name"),
                text(innermost, "state"),
                waitsFor,
                text(found, "openedAt"),
                text(innermost, "sql"));
    }

    @Override
    public String toString() {
        return database.toPrettyString();
    }
}
