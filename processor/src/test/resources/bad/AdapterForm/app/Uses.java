package app;

import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;

@Aatomic
@AdaptedBy({
    Blocks.NotStatic.class, // ! AdapterForm 21
    Blocks.Private.class, // ! AdapterForm 19
    Blocks.Returns.class, // ! AdapterForm 19 ! AdapterForm 19 ! AdapterForm 19
    Blocks.Signatures.class // ! AdapterForm 22 ! AdapterForm 22 ! AdapterForm 22 ! AdapterForm 22 ! AdapterForm 22 ! AdapterForm 22 ! AdapterForm 22 ! AdapterForm 22
})
interface Uses {
    Blocks.Task<String> task();
}
