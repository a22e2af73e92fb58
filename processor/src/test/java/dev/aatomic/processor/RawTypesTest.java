package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Legacy code whose types have no arguments: what its author suppressed is suppressed in the generated class. */
class RawTypesTest {

    private static final String BASE = """
            interface Base<E> {
                void one(E... e);

                void lists(List<E>... e);

                <T extends E> void bounded(T t);

                List<String> other();

                List<E> all();

                Object find(Map<String, E> map);

                <Q> Q own(Q q);

                CompletionStage<E> stage(E e);

                class Nested<E> implements Base<E> {
                    public void one(E... e) {}

                    public void lists(List<E>... e) {}

                    public <T extends E> void bounded(T t) {}

                    public List<String> other() {
                        return null;
                    }

                    public List<E> all() {
                        return null;
                    }

                    public Object find(Map<String, E> map) {
                        return null;
                    }

                    public <Q> Q own(Q q) {
                        return q;
                    }

                    public CompletionStage<E> stage(E e) {
                        return null;
                    }
                }
            }

            interface Lists {
                List<String> list();

                List<String>[] array();

                List<?> any();

                default List<String> given(List<String> list) {
                    return list;
                }
            }

            interface Defaults<E> {
                default List<String> given(E e) {
                    return null;
                }

                default <Q> Q own(Q q) {
                    return q;
                }
            }

            interface Sorter<E> {
                int compare(E a, E b);

                default Sorter<E> then(Sorter<? super E> next) {
                    return this;
                }
            }

            interface First<E> {
                E first(List<E> list);
            }

            interface Second<E> {
                E first(List<E> list);
            }

            interface Raw {
                ArrayList list();

                List[] array();

                List any();
            }
            """;

    @TempDir
    private Path directory;

    private String generate(String type) {
        String text = "package app; import java.util.*; import java.util.concurrent.*; interface Types {"
                + " @SuppressWarnings({\"rawtypes\", \"unchecked\"}) @dev.aatomic.Aatomic " + type
                + "\n@SuppressWarnings({\"rawtypes\", \"unchecked\"}) interface Around {" + BASE + "} }";
        return new BothCompilers(directory)
                .generate(JavaFileObjects.forSourceString("app.Types", text))
                .get("app/Types_UserAatomic.java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface User extends Around.Base {}",
                "interface User extends Around.Base { List all(); }",
                "interface User extends Around.Defaults {}",
                "interface User extends Comparable { void a(); }",
                "interface User extends Around.Lists { ArrayList list(); }",
                "interface User extends Around.Lists { List[] array(); }",
                "interface User extends Around.Lists { List given(List list); }",
                "interface User extends Around.Lists, Around.Raw {}",
                "interface User extends Around.Raw, Around.Lists {}",
                "class User implements Around.Sorter { public int compare(Object a, Object b) { return 0; } }",
                "class User extends Around.Base.Nested {}",
                "abstract class User implements Around.Base {}",
                "abstract class User implements Around.Lists { public List list() { return null; } }",
                "abstract class User implements Around.Lists { public List given(List list) { return list; } }",
                "abstract class User implements Around.Raw, Around.Lists {}",
                "abstract class User<E> implements Around.First, Around.Second<E> {}"
            })
    void whatIsUncheckedIsSuppressed(String type) {
        assertThat(generate(type)).contains("\"unchecked\"");
    }

    /** Of these nothing is unchecked. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        interface User extends Around.Lists { List any(); } | public List any()
        interface User extends Around.Raw { ArrayList any(); } | public ArrayList any()
        interface User extends Around.Lists { ArrayList<String> list(); } | public ArrayList<String> list()
        """)
    void nothingElseIs(String type, String expected) {
        assertThat(generate(type)).contains(expected).doesNotContain("\"unchecked\"");
    }
}
