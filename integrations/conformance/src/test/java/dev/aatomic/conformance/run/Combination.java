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
 * @param generated whether through generated classes, else through {@code Atomic}
 * @param style how bodies are written
 */
public record Combination(Server server, boolean silentRollback, boolean generated, Style style) {

    /** All combinations, those that share databases next to each other. */
    public static List<Combination> all() {
        List<Combination> all = new ArrayList<>();
        for (Server server : Server.values()) {
            for (boolean silentRollback : new boolean[] {true, false}) {
                for (boolean generated : new boolean[] {false, true}) {
                    for (Style style : Style.values()) {
                        all.add(new Combination(server, silentRollback, generated, style));
                    }
                }
            }
        }
        return all;
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
                generated ? "generated" : "Atomic",
                style.name().toLowerCase(Locale.ROOT));
    }
}
