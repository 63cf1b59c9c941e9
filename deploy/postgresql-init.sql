-- Beside the database of the product, which the image makes: Prefect's own.
CREATE DATABASE prefect;
