package dev.aatomic.examples.guide.context;

import dev.aatomic.runtime.Transactions;
import javax.sql.DataSource;

/** A value of the thread's that the code of blocks needs. */
final class Tenants {

    // tag::capture[]
    static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    static Transactions open(DataSource dataSource) {
        return Transactions.builder()
                .database("default", dataSource)
                .contextCapture(Tenants::carry)
                .build();
    }

    /** Called where a block is opened; what it returns runs the block's code. */
    static Runnable carry(Runnable task) {
        String tenant = TENANT.get();
        return () -> {
            String before = TENANT.get();
            TENANT.set(tenant);
            try {
                task.run();
            } finally {
                TENANT.set(before);
            }
        };
    }
    // end::capture[]

    static Transactions openStrict(DataSource dataSource) {
        // tag::require-durable[]
        Transactions transactions = Transactions.builder()
                .database("default", dataSource)
                .requireDurable()
                .build();
        // end::require-durable[]
        return transactions;
    }
}
