// A DynamoDB in memory: dynalite.mjs PORT
import dynalite from "dynalite";

dynalite({ createTableMs: 0 }).listen(Number(process.argv[2]), "127.0.0.1");
