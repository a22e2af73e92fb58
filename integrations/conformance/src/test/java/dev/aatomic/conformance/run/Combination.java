package dev.aatomic.conformance.run;

import dev.aatomic.conformance.model.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One way to run a program.
 *
 * @param server the database server
 * @param silentRollback whether in Django's mode, else in the default one
 * @param way how blocks are opened
 * @param style how bodies are written
 */
public record Combination(Server server, boolean silentRollback, Way way, Style style) {

    private static final List<Combination> ALL =
            all(List.of(Server.values()), List.of(Way.ATOMIC, Way.GENERATED), List.of(Style.values()));

    /** All combinations of the library's own ways, those that share databases next to each other. */
    public static List<Combination> all() {
        return ALL;
    }

    /** All combinations of these, in both modes, those that share databases next to each other. */
    public static List<Combination> all(List<Server> servers, List<Way> ways, List<Style> styles) {
        List<Combination> all = new ArrayList<>();
        for (Server server : servers) {
            for (boolean silentRollback : new boolean[] {true, false}) {
                for (Way way : ways) {
                    for (Style style : styles) {
                        all.add(new Combination(server, silentRollback, way, style));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    /** The rules that hold. */
    public Rules rules() {
        Rules rules = silentRollback ? Rules.SILENT_ROLLBACK : Rules.UNEXPECTED_ROLLBACK;
        return server == Server.POSTGRESQL ? rules : rules.withoutAbortOnError();
    }

    @Override
    public String toString() {
        return String.join(
                ", ",
                server.label(),
                silentRollback ? "silent rollback" : "default mode",
                way.toString(),
                style.name().toLowerCase(Locale.ROOT));
    }
}
