package dev.aatomic.spring.boot;

import java.util.Collection;
import java.util.List;

/** There are several data sources, and nothing says which of them a block means that names none. */
public class NoDefaultDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The names of the databases that there are. */
    private final String[] names;

    NoDefaultDatabaseException(Collection<String> names, String found) {
        super("Which database a block means that names none is not known: " + found + ", and the DataSource beans are "
                + names);
        this.names = names.toArray(String[]::new);
    }

    /**
     * The names of the data sources.
     *
     * @return the beans' names
     */
    public List<String> names() {
        return List.of(names);
    }
}
