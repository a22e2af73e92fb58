package dev.aatomic.spring.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.jpa.domain.support.AuditingEntityListener;

/** A row of an account. */
@Entity(name = "account")
@EntityListeners(AuditingEntityListener.class)
class Account {

    @Id
    int id;

    String owner = "";

    int balance;

    @Version
    @Nullable
    Integer version;

    @CreatedDate
    @Nullable
    Instant created;

    @LastModifiedBy
    @Nullable
    String modifiedBy;

    Account() {}

    Account(int id, String owner, int balance) {
        this.id = id;
        this.owner = owner;
        this.balance = balance;
    }
}
