package dev.aatomic.junit;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Empties all tables of the schemas that a connection sees. */
final class TableCleanup {

    /** What Flyway and Liquibase write down of the migrations that they have made. */
    private static final Set<String> HISTORY =
            Set.of("flyway_schema_history", "schema_version", "databasechangelog", "databasechangeloglock");

    private static final String[] TYPES = {"TABLE", "BASE TABLE", "PARTITIONED TABLE"};

    private final Set<String> kept = new HashSet<>(HISTORY);

    /** As the metadata names it. */
    private record Table(@Nullable String catalog, @Nullable String schema, String name) {}

    TableCleanup(String... keep) {
        for (String name : keep) {
            kept.add(name.toLowerCase(Locale.ROOT));
        }
    }

    void empty(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        List<Table> tables = tables(connection, product);
        if (tables.isEmpty()) {
            return;
        }
        String quote = connection.getMetaData().getIdentifierQuoteString().trim();
        List<String> names =
                tables.stream().map(table -> qualified(table, quote)).toList();
        try (Statement statement = connection.createStatement()) {
            if (product.contains("postgresql")) {
                statement.execute("TRUNCATE TABLE " + String.join(", ", names) + " RESTART IDENTITY CASCADE");
            } else if (product.equals("h2")) {
                withoutChecks(
                        statement,
                        "SET REFERENTIAL_INTEGRITY FALSE",
                        "SET REFERENTIAL_INTEGRITY TRUE",
                        names.stream()
                                .map(name -> "TRUNCATE TABLE " + name + " RESTART IDENTITY")
                                .toList());
            } else if (product.contains("mysql") || product.contains("mariadb")) {
                withoutChecks(
                        statement,
                        "SET FOREIGN_KEY_CHECKS = 0",
                        "SET FOREIGN_KEY_CHECKS = 1",
                        names.stream().map(name -> "TRUNCATE TABLE " + name).toList());
            } else {
                for (Table table : referringFirst(connection.getMetaData(), tables)) {
                    statement.executeUpdate("DELETE FROM " + qualified(table, quote));
                }
            }
        }
    }

    private static void withoutChecks(Statement statement, String off, String on, List<String> each)
            throws SQLException {
        statement.execute(off);
        try {
            for (String sql : each) {
                statement.execute(sql);
            }
        } finally {
            statement.execute(on);
        }
    }

    private static String qualified(Table table, String quote) {
        String around = table.schema() != null ? table.schema() : table.catalog();
        return around == null ? quoted(table.name(), quote) : quoted(around, quote) + "." + quoted(table.name(), quote);
    }

    private static String quoted(String name, String quote) {
        return quote.isEmpty() ? name : quote + name.replace(quote, quote + quote) + quote;
    }

    private List<Table> tables(Connection connection, String product) throws SQLException {
        List<Table> tables = new ArrayList<>();
        String catalog = connection.getCatalog();
        if (!product.contains("postgresql")) {
            addTables(connection.getMetaData(), catalog, connection.getSchema(), tables);
            return tables;
        }
        List<String> path = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet schemas = statement.executeQuery("SELECT unnest(current_schemas(false))")) {
            while (schemas.next()) {
                path.add(schemas.getString(1));
            }
        }
        for (String schema : path) {
            addTables(connection.getMetaData(), catalog, schema, tables);
        }
        return tables;
    }

    private void addTables(
            DatabaseMetaData metaData, @Nullable String catalog, @Nullable String schema, List<Table> tables)
            throws SQLException {
        try (ResultSet found = metaData.getTables(catalog, schema, "%", TYPES)) {
            while (found.next()) {
                String name = found.getString("TABLE_NAME");
                String lower = name.toLowerCase(Locale.ROOT);
                // A schema's name is a pattern for the metadata, which "_" makes fit others.
                boolean isSeen = schema == null || schema.equals(found.getString("TABLE_SCHEM"));
                if (isSeen && !kept.contains(lower) && !lower.startsWith("sqlite_")) {
                    tables.add(new Table(found.getString("TABLE_CAT"), found.getString("TABLE_SCHEM"), name));
                }
            }
        }
    }

    /** In an order in which no row is deleted that another refers to, as far as there is one. */
    private static List<Table> referringFirst(DatabaseMetaData metaData, List<Table> tables) throws SQLException {
        Map<Table, Set<String>> referred = new HashMap<>();
        for (Table table : tables) {
            Set<String> names = new HashSet<>();
            try (ResultSet keys = metaData.getImportedKeys(table.catalog(), table.schema(), table.name())) {
                while (keys.next()) {
                    names.add(keys.getString("PKTABLE_NAME"));
                }
            }
            names.remove(table.name());
            referred.put(table, names);
        }
        List<Table> left = new ArrayList<>(tables);
        List<Table> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Table next = left.stream()
                    .filter(table ->
                            left.stream().noneMatch(other -> referred.get(other).contains(table.name())))
                    .findFirst()
                    .orElse(left.get(0));
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }
}
