package dev.aatomic.runtime.shape;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.NoDriver;
import java.sql.PreparedStatement;

/** Builds an object and runs one block with a statement, between two marks. */
final class StartUpProgram {

    static final String BEGIN = "the start begins";
    static final String END = "the start ends";

    private StartUpProgram() {}

    public static void main(String[] arguments) throws Exception {
        NoDriver dataSource = new NoDriver();
        System.out.println(BEGIN);
        try (Transactions transactions =
                Transactions.builder().database("default", dataSource, 2).build()) {
            transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(connection -> {
                        try (PreparedStatement statement = connection.prepareStatement("select 1")) {
                            return statement.execute();
                        }
                    }))
                    .get();
            System.out.println(END);
        }
    }
}
