package dev.aatomic.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;

/** What is written for a small interface; that all of JDBC is forwarded as it should be is a test of the runtime. */
final class ForwardingProcessorTest {

    private static final String PACKAGE = "dev.aatomic.runtime.internal.jdbc.handle";

    private static final JavaFileObject ANNOTATION = source("Forwarding", """
            @interface Forwarding {
                Class<?>[] value();
                String[] direct() default {};
                String[] statement() default {};
                String[] property() default {};
                String[] uploadIfLarge() default {};
                String[] sql() default {};
                String[] leadingBack() default {};
                Contract contract() default @Contract;
                @interface Contract {
                    Class<? extends Enum<?>> kind() default HandleOwner.Kind.class;
                    String driver() default "driver";
                    String checkOpen() default "checkOpen";
                    String checkSql() default "checkSql";
                    String inTurn() default "inTurn";
                    String resultInTurn() default "resultInTurn";
                    String entered() default "entered";
                    String leadBack() default "leadBack";
                    Class<?> unwrapping() default DriverObject.class;
                    String withoutHandle() default "withoutHandle";
                    String isLarge() default "isLarge";
                }
            }
            """);

    private static final JavaFileObject OWNER =
            source("HandleOwner", "interface HandleOwner { enum Kind { STATEMENT, UPLOAD, PROPERTY } }");

    private static final JavaFileObject DRIVER_OBJECT = source("DriverObject", """
            class DriverObject {
                static Object withoutHandle(Object argument) {
                    return argument;
                }
                static boolean isLarge(Object argument) {
                    return false;
                }
            }
            """);

    private static final JavaFileObject CALL = source("Call", "interface Call<T> { T apply(Object connection); }");

    private static final JavaFileObject QUERY = source("Query", """
            interface Query extends AutoCloseable {
                void setMaxRows(int rows);
                int execute(String sql);
                int execute(int statement);
                Object getObject(int column);
                Comparable getValue(int column);
                <T extends Number> T getObject(int column, Class<T> type);
                default void setObject(Object value) {}
                @Override
                void close();
                String name();
                static Query none() {
                    return null;
                }
            }
            """);

    private static JavaFileObject handle(String annotation) {
        return handle(annotation, "inTurn");
    }

    private static JavaFileObject handle(String annotation, String inTurn) {
        return source("QueryHandle", annotation + """

                        abstract class QueryHandle<Q extends Query> implements Query {
                            final Q driver;
                            QueryHandle(Q driver) {
                                this.driver = driver;
                            }
                            @Override
                            public String name() {
                                return "handle of " + driver.name();
                            }
                            void checkOpen() {}
                            void checkSql(String sql) {}
                            <T> T INTURN(HandleOwner.Kind kind, Call<T> call) {
                                return call.apply(this);
                            }
                            Object leadBack(Object result, Class<?> wanted) {
                                return result;
                            }
                        }
                        """.replace("INTURN", inTurn));
    }

    private static Compilation compile(JavaFileObject handle) {
        return Compiler.javac()
                .withProcessors(new ForwardingProcessor())
                .compile(ANNOTATION, OWNER, DRIVER_OBJECT, CALL, QUERY, handle);
    }

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString(PACKAGE + "." + name, "package " + PACKAGE + ";\n" + text);
    }

    @Test
    void forwardsWhatTheHandleLacks() throws IOException {
        Compilation compilation = compile(handle("""
                        @Forwarding(
                            value = Query.class,
                            direct = "close",
                            statement = "execute",
                            property = "set*",
                            sql = "execute",
                            leadingBack = {"getObject", "getValue"})
                        """));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation.generatedSourceFiles()).hasSize(1);
        assertThat(compilation.generatedSourceFiles().get(0).getCharContent(false))
                .hasToString("""
                        package dev.aatomic.runtime.internal.jdbc.handle;

                        import org.jspecify.annotations.NullUnmarked;

                        /**
                         * Forwards to the driver what {@link QueryHandle} does not do itself.
                         */
                        @SuppressWarnings({"deprecation", "unchecked"})
                        @NullUnmarked
                        final class ForwardingQuery extends QueryHandle<Query> implements Query {
                            ForwardingQuery(Query driver) {
                                super(driver);
                            }

                            @Override
                            public void setMaxRows(int rows) {
                                checkOpen();
                                inTurn(HandleOwner.Kind.PROPERTY, connection -> {
                                    driver.setMaxRows(rows);
                                    return null;
                                });
                            }

                            @Override
                            public int execute(String sql) {
                                checkOpen();
                                checkSql(sql);
                                return inTurn(HandleOwner.Kind.STATEMENT, connection -> driver.execute(sql));
                            }

                            @Override
                            public int execute(int statement) {
                                checkOpen();
                                return inTurn(HandleOwner.Kind.STATEMENT, connection -> driver.execute(statement));
                            }

                            @Override
                            public Object getObject(int column) {
                                checkOpen();
                                return leadBack(driver.getObject(column), Object.class);
                            }

                            @Override
                            public Comparable getValue(int column) {
                                checkOpen();
                                return (Comparable) leadBack(driver.getValue(column), Comparable.class);
                            }

                            @Override
                            public <T extends Number> T getObject(int column, Class<T> type) {
                                checkOpen();
                                return (T) leadBack(driver.getObject(column, type), type);
                            }

                            @Override
                            public void setObject(Object value) {
                                checkOpen();
                                inTurn(HandleOwner.Kind.PROPERTY, connection -> {
                                    driver.setObject(DriverObject.withoutHandle(value));
                                    return null;
                                });
                            }

                            @Override
                            public void close() {
                                checkOpen();
                                driver.close();
                            }
                        }
                        """);
    }

    @Test
    void callsTheHandleByTheNamesOfItsContract() throws IOException {
        Compilation compilation = compile(handle("""
                        @Forwarding(
                            value = Query.class,
                            statement = "execute",
                            contract = @Forwarding.Contract(inTurn = "whenItsTurnComes"))
                        """, "whenItsTurnComes"));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation
                        .generatedSourceFiles()
                        .get(0)
                        .getCharContent(false)
                        .toString())
                .contains("return whenItsTurnComes(HandleOwner.Kind.STATEMENT, connection -> driver.execute(sql));")
                .doesNotContain("inTurn(");
    }

    @Test
    void largeObjectIsGivenInTurn() throws IOException {
        Compilation compilation = compile(handle("@Forwarding(value = Query.class, uploadIfLarge = \"setObject\")"));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation
                        .generatedSourceFiles()
                        .get(0)
                        .getCharContent(false)
                        .toString())
                .contains("""
                            public void setObject(Object value) {
                                checkOpen();
                                if (DriverObject.isLarge(value)) {
                                    inTurn(HandleOwner.Kind.UPLOAD, connection -> {
                                        driver.setObject(DriverObject.withoutHandle(value));
                                        return null;
                                    });
                                    return;
                                }
                                driver.setObject(DriverObject.withoutHandle(value));
                            }
                        """);
    }

    @Test
    void patternThatNamesNothingIsAnError() {
        JavaFileObject handle = handle("@Forwarding(value = Query.class, statement = {\"execute\", \"exceute*\"})");

        Compilation compilation = compile(handle);

        assertThat(compilation.errors()).singleElement().satisfies(error -> {
            assertThat(error.getMessage(null))
                    .isEqualTo("\"exceute*\" matches no method that is forwarded. Correct it, or take it out.");
            assertThat(error.getSource()).isEqualTo(handle);
        });
    }
}
