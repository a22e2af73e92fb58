package dev.aatomic.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.search.mapper.pojo.mapping.definition.annotation.FullTextField;
import org.hibernate.search.mapper.pojo.mapping.definition.annotation.Indexed;

/** Hibernate Search indexes each. */
@Entity
@Indexed
class Article {

    @Id
    int id;

    @FullTextField
    String title;

    /** For Hibernate. */
    Article() {}

    Article(int id, String title) {
        this.id = id;
        this.title = title;
    }
}
