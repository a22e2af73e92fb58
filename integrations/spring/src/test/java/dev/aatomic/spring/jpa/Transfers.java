package dev.aatomic.spring.jpa;

import java.util.List;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;

/** Transfers, each with an account that is loaded when it is asked for, or at once by an entity graph. */
interface Transfers extends JpaRepository<Transfer, Integer> {

    List<Transfer> findByAmountGreaterThan(int amount);

    @EntityGraph(attributePaths = "account")
    List<Transfer> findWithAccountByAmountGreaterThan(int amount);
}
