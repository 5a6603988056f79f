var builder = WebApplication.CreateBuilder(args);
builder.Services.AddInpainting(builder.Configuration.GetSection("Inpainting"));
builder.Services.AddHealthChecks().AddInpainting();

var app = builder.Build();
app.MapInpainting(); // the page at / and the routes below it; whoever reaches it can use it: add .RequireAuthorization() where that matters
app.MapHealthChecks("/health");
app.Run();
