package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Method;

/** What a connection handle does with a call, decided once for each method of {@link java.sql.Connection}. */
enum ConnectionCall {
    CLOSE,
    IS_CLOSED,
    IS_VALID,
    CREATE_STATEMENT,
    PREPARE,
    COMMIT,
    ROLLBACK,
    ROLLBACK_TO,
    SET_SAVEPOINT,
    RELEASE_SAVEPOINT,
    GET_AUTOCOMMIT,
    SET_AUTOCOMMIT,
    SET_READ_ONLY,
    SET_ISOLATION,
    /** Forbidden whatever the arguments. */
    REFUSED,
    SET_SCHEMA,
    SET_CATALOG,
    SET_NETWORK_TIMEOUT,
    SET_HOLDABILITY,
    SET_TYPE_MAP,
    SET_CLIENT_INFO,
    UNWRAP,
    IS_WRAPPER_FOR,
    /** Everything else, methods of later versions of JDBC included: made on the driver in turn. */
    PROPERTY;

    static ConnectionCall of(Method method) {
        int parameters = method.getParameterCount();
        return switch (method.getName()) {
            case "close" -> CLOSE;
            case "isClosed" -> IS_CLOSED;
            case "isValid" -> IS_VALID;
            case "createStatement" -> CREATE_STATEMENT;
            case "prepareStatement", "prepareCall" -> PREPARE;
            case "commit" -> COMMIT;
            case "rollback" -> parameters == 0 ? ROLLBACK : ROLLBACK_TO;
            case "setSavepoint" -> SET_SAVEPOINT;
            case "releaseSavepoint" -> RELEASE_SAVEPOINT;
            case "getAutoCommit" -> GET_AUTOCOMMIT;
            case "setAutoCommit" -> SET_AUTOCOMMIT;
            case "setReadOnly" -> SET_READ_ONLY;
            case "setTransactionIsolation" -> SET_ISOLATION;
            case "abort", "beginRequest", "endRequest", "setShardingKey", "setShardingKeyIfValid" -> REFUSED;
            case "setSchema" -> SET_SCHEMA;
            case "setCatalog" -> SET_CATALOG;
            case "setNetworkTimeout" -> SET_NETWORK_TIMEOUT;
            case "setHoldability" -> SET_HOLDABILITY;
            case "setTypeMap" -> SET_TYPE_MAP;
            case "setClientInfo" -> SET_CLIENT_INFO;
            case "unwrap" -> UNWRAP;
            case "isWrapperFor" -> IS_WRAPPER_FOR;
            default -> PROPERTY;
        };
    }
}
