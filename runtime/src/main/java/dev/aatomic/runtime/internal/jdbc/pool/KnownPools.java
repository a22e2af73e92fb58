package dev.aatomic.runtime.internal.jdbc.pool;

import java.util.List;

/** The pools that are known. */
final class KnownPools {

    static final List<PoolKind> ALL = List.of(
            new HikariKind(),
            new AgroalKind(),
            new DbcpKind("org.apache.commons.dbcp2"),
            new DbcpKind("org.apache.tomcat.dbcp.dbcp2"),
            new TomcatKind(),
            new ViburKind(),
            new C3p0Kind(),
            new UcpKind());

    private KnownPools() {}
}
