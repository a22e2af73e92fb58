package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.ReturnTypeRow;
import java.util.List;
import java.util.Optional;

/**
 * The rows that users added for the methods of a type.
 *
 * @param rows the rows, the nearest first
 */
record AdapterScope(List<ReturnTypeRow> rows) {

    AdapterScope {
        rows = List.copyOf(rows);
    }

    Optional<ReturnTypeRow> find(String type) {
        return rows.stream().filter(row -> row.type().equals(type)).findFirst();
    }
}
