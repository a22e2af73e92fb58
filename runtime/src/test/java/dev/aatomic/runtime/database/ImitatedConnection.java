package dev.aatomic.runtime.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection of an {@link ImitatedDataSource}. */
final class ImitatedConnection implements InvocationHandler {

    private final ImitatedDataSource source;
    private final Product product;
    private final Connection real;

    /** As SQL text names them. */
    private final Map<String, Savepoint> savepoints = new HashMap<>();

    /** Why nothing but ROLLBACK is answered any more; null if all is. */
    private @Nullable SQLException aborted;

    /** Whether not even a savepoint leads out of that. */
    private boolean mustRestart;

    private boolean onlyReads;
    private boolean transactionOnlyReads;

    ImitatedConnection(ImitatedDataSource source, Connection real) {
        this.source = source;
        this.product = source.product();
        this.real = real;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        Object first = arguments == null ? null : arguments[0];
        switch (method.getName()) {
            case "getMetaData":
                return source.named((DatabaseMetaData) ImitatedDataSource.invoke(real, method, arguments));
            case "createStatement":
                return statement(Statement.class, ImitatedDataSource.invoke(real, method, arguments), null);
            case "prepareStatement":
                return statement(
                        PreparedStatement.class, ImitatedDataSource.invoke(real, method, arguments), (String) first);
            case "setReadOnly":
                onlyReads = (Boolean) first && product.isPostgres();
                return null;
            case "isReadOnly":
                return onlyReads;
            case "commit":
                commit();
                return null;
            case "rollback":
                if (first == null) {
                    rollback();
                } else {
                    rollback((Savepoint) first);
                }
                return null;
            case "setSavepoint":
                checkNotAborted();
                Savepoint set = (Savepoint) ImitatedDataSource.invoke(real, method, arguments);
                savepoints.put((String) first, set);
                return set;
            case "releaseSavepoint":
                release((Savepoint) first);
                return null;
            default:
                return ImitatedDataSource.invoke(real, method, arguments);
        }
    }

    // ---- the transaction

    private void commit() throws SQLException {
        source.note("COMMIT");
        Product.Conflict conflict = source.takeFailure(ImitatedDataSource.COMMIT);
        if (conflict != null) {
            real.rollback();
            throw failure(conflict);
        }
        if (aborted != null) {
            real.rollback();
            throw new SQLException(
                    "The database returned ROLLBACK, so the transaction cannot be committed", "25P02", aborted);
        }
        transactionOnlyReads = false;
        real.commit();
    }

    private void rollback() throws SQLException {
        source.note("ROLLBACK");
        aborted = null;
        mustRestart = false;
        transactionOnlyReads = false;
        real.rollback();
    }

    private void rollback(Savepoint savepoint) throws SQLException {
        source.note("ROLLBACK TO");
        if (mustRestart) {
            throw new SQLException("ERROR: restart transaction: cannot rollback to", "40001", aborted);
        }
        aborted = null;
        real.rollback(savepoint);
    }

    private void release(Savepoint savepoint) throws SQLException {
        if (!product.releasesSavepoints) {
            throw new SQLFeatureNotSupportedException("Unsupported feature: releaseSavepoint", "99999", 17023);
        }
        source.note("RELEASE");
        checkNotAborted();
        real.releaseSavepoint(savepoint);
    }

    private void checkNotAborted() throws SQLException {
        if (aborted != null) {
            throw new SQLException(
                    "current transaction is aborted, commands ignored until end of transaction block", "25P02");
        }
    }

    /** Fails as the database does, and undoes what that has undone. */
    private SQLException failure(Product.Conflict conflict) throws SQLException {
        SQLException failure = new SQLException(conflict.message(), conflict.state(), conflict.code());
        if (conflict.undone() == Product.Undone.TRANSACTION) {
            real.rollback();
        }
        if (product.isPostgres()) {
            aborted = failure;
            mustRestart = conflict.undone() == Product.Undone.NOTHING;
        }
        return failure;
    }

    // ---- statements

    private <T> T statement(Class<T> type, @Nullable Object own, @Nullable String prepared) {
        return ImitatedDataSource.proxy(type, (self, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return ImitatedDataSource.invoke(own, method, arguments);
            }
            String sql = prepared != null ? prepared : (String) arguments[0];
            source.note(sql);
            if (isControl(sql)) {
                return false;
            }
            checkNotAborted();
            Product.Conflict conflict = source.takeFailure(sql);
            if (conflict != null) {
                throw failure(conflict);
            }
            checkMayWrite(sql);
            boolean commits = product == Product.ORACLE && first(sql).equals("create");
            if (commits) {
                real.commit();
            }
            Object result;
            try {
                result = ImitatedDataSource.invoke(own, method, arguments);
            } catch (SQLException e) {
                if (product.isPostgres()) {
                    aborted = e;
                }
                throw e;
            }
            return result instanceof ResultSet rows ? rows(rows) : result;
        });
    }

    private static String first(String sql) {
        return sql.split(" ", 2)[0].toLowerCase(Locale.ROOT);
    }

    private void checkMayWrite(String sql) throws SQLException {
        if ((onlyReads || transactionOnlyReads) && !first(sql).equals("select")) {
            throw new SQLException(
                    product.readOnlyFailure, product.isPostgres() ? "25006" : "72000", product.isPostgres() ? 0 : 1456);
        }
    }

    /** Does what a statement says of the transaction; false if it says nothing. */
    private boolean isControl(String sql) throws SQLException {
        if (product == Product.ORACLE && sql.equals("SET TRANSACTION READ ONLY")) {
            transactionOnlyReads = true;
            return true;
        }
        if (!product.isPostgres() || !sql.contains("SAVEPOINT \"")) {
            return false;
        }
        for (String each : sql.split("; ")) {
            String name = each.substring(each.indexOf('"') + 1, each.length() - 1);
            if (each.startsWith("ROLLBACK TO ")) {
                rollback(savepoints.get(name));
            } else if (each.startsWith("RELEASE ")) {
                release(savepoints.get(name));
            } else {
                checkNotAborted();
                savepoints.put(name, real.setSavepoint(name));
            }
        }
        return true;
    }

    private ResultSet rows(ResultSet rows) {
        return ImitatedDataSource.proxy(ResultSet.class, (self, method, arguments) -> {
            Product.Conflict conflict =
                    method.getName().equals("next") ? source.takeFailure(ImitatedDataSource.FETCH) : null;
            if (conflict != null) {
                throw failure(conflict);
            }
            return ImitatedDataSource.invoke(rows, method, arguments);
        });
    }
}
