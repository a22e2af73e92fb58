package dev.aatomic.examples.quarkusrest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The accounts over HTTP. Its methods run on the event loop; what they return does not. */
@Path("/")
public class AccountsResource {

    private final Accounts accounts;

    AccountsResource(Accounts accounts) {
        this.accounts = accounts;
    }

    @POST
    @Path("transfers")
    public Uni<Receipt> transfer(Transfer transfer) {
        return accounts.transfer(transfer);
    }

    @GET
    @Path("accounts")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<Account> list() {
        return accounts.list();
    }

    @ServerExceptionMapper
    public Response refuse(InsufficientFundsException refused) {
        return Response.status(Response.Status.CONFLICT)
                .entity(refused.getMessage())
                .type(MediaType.TEXT_PLAIN)
                .build();
    }
}
