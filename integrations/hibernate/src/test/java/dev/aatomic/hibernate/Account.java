package dev.aatomic.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** With an id of the user's, a version, a lazy collection, and a place in the second-level cache. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
@EntityListeners(ThreadListener.class)
class Account {

    @Id
    int id;

    @Version
    int version;

    @Column(name = "amount")
    int amount;

    @Column(unique = true)
    int code;

    @OneToMany(mappedBy = "account", cascade = CascadeType.ALL)
    final List<Movement> movements = new ArrayList<>();

    Account() {}

    Account(int id, int amount) {
        this.id = id;
        this.code = id;
        this.amount = amount;
    }
}
