// Run once by the MongoDB image, when its volume is still empty, as root.
// The services' user may read and write the three services' databases and nothing else.
db.getSiblingDB("admin").createUser({
  user: "app",
  pwd: process.env.MONGO_APP_PASSWORD,
  roles: ["resume_service", "interview_service", "learning_service"].map((name) => ({ role: "dbOwner", db: name })),
});
